package io.flowexporter.api.flow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Networks, to be asked whether an address is in any of them. Asking takes a binary search and allocates nothing.
 * Immutable and safe for use by several threads.
 */
public final class CidrSet {
    /** No networks: no address is in it. */
    public static final CidrSet EMPTY = new CidrSet(List.of());

    private final Ipv4Ranges ipv4;
    private final Ranges ipv6;

    private CidrSet(List<Cidr> cidrs) {
        ipv4 = new Ipv4Ranges(new Ranges(cidrs.stream().filter(Cidr::isIpv4).toList()));
        ipv6 = new Ranges(cidrs.stream().filter(cidr -> !cidr.isIpv4()).toList());
    }

    /** The set of those networks; they may overlap. */
    public static CidrSet of(Collection<Cidr> cidrs) {
        return new CidrSet(List.copyOf(cidrs));
    }

    /**
     * Whether the address is in one of the networks.
     *
     * @param address 16 bytes, as {@link Layer#addressA} gives them; an IPv4 address is mapped
     */
    public boolean contains(byte[] address) {
        long high = Bits128.word(address, 0);
        long low = Bits128.word(address, Long.BYTES);
        return IpAddress.isIpv4(high, low) ? ipv4.contains(low) : ipv6.contains(high, low);
    }

    /** The same ranges by the lower halves of mapped addresses alone. None of these is negative. */
    private static final class Ipv4Ranges {
        private final long[] first;
        private final long[] last;

        Ipv4Ranges(Ranges ranges) {
            first = ranges.firstLow;
            last = ranges.lastLow;
        }

        boolean contains(long address) {
            if (first.length == 0) {
                return false;
            }
            // Which way to go can't be predicted, so this asks without a branch.
            int from = 0;
            for (int left = first.length; left > 1; left -= left >>> 1) {
                int half = left >>> 1;
                from += first[from + half] <= address ? half : 0;
            }
            return first[from] <= address && address <= last[from];
        }
    }

    /** Ranges of addresses that neither overlap nor touch, in order. */
    private static final class Ranges {
        private final long[] firstHigh;
        private final long[] firstLow;
        private final long[] lastHigh;
        private final long[] lastLow;

        Ranges(List<Cidr> cidrs) {
            List<Bits128> firsts = new ArrayList<>();
            List<Bits128> lasts = new ArrayList<>();
            for (Cidr cidr :
                    cidrs.stream().sorted(Comparator.comparing(Cidr::first)).toList()) {
                int previous = lasts.size() - 1;
                if (previous >= 0 && touches(lasts.get(previous), cidr.first())) {
                    if (cidr.last().compareTo(lasts.get(previous)) > 0) {
                        lasts.set(previous, cidr.last());
                    }
                } else {
                    firsts.add(cidr.first());
                    lasts.add(cidr.last());
                }
            }
            firstHigh = firsts.stream().mapToLong(Bits128::high).toArray();
            firstLow = firsts.stream().mapToLong(Bits128::low).toArray();
            lastHigh = lasts.stream().mapToLong(Bits128::high).toArray();
            lastLow = lasts.stream().mapToLong(Bits128::low).toArray();
        }

        private static boolean touches(Bits128 last, Bits128 nextFirst) {
            return nextFirst.compareTo(last) <= 0 || nextFirst.equals(last.next());
        }

        boolean contains(long high, long low) {
            int from = 0;
            int to = firstHigh.length - 1;
            while (from <= to) {
                int middle = from + to >>> 1;
                if (less(high, low, firstHigh[middle], firstLow[middle])) {
                    to = middle - 1;
                } else if (less(lastHigh[middle], lastLow[middle], high, low)) {
                    from = middle + 1;
                } else {
                    return true;
                }
            }
            return false;
        }

        private static boolean less(long high, long low, long otherHigh, long otherLow) {
            int byHigh = Long.compareUnsigned(high, otherHigh);
            return byHigh < 0 || byHigh == 0 && Long.compareUnsigned(low, otherLow) < 0;
        }
    }
}
