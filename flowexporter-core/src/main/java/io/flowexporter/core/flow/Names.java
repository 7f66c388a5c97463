package io.flowexporter.core.flow;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The values of an enumeration of Skydive's, each of which has a name and a number. Immutable. */
final class Names {
    /** Stands for any name or number that is not among the known ones. */
    static final String UNKNOWN = "UNKNOWN";

    static final Names PROTOCOLS = new Names("ETHERNET", "IPV4", "TCP", "UDP", "SCTP", "IPV6", "ICMPV4", "ICMPV6");
    static final Names ICMP_TYPES = new Names(
            UNKNOWN,
            "DESTINATION_UNREACHABLE",
            "ECHO",
            "NEIGHBOR",
            "ADDRESS_MASK",
            "INFO",
            "PARAMETER_PROBLEM",
            "REDIRECT",
            "ROUTER",
            "SOURCE_QUENCH",
            "TIME_EXCEEDED",
            "TIMESTAMP",
            "PACKET_TOO_BIG");
    static final Names FINISH_TYPES = new Names("NOT_FINISHED", "TIMEOUT", "TCP_FIN", "TCP_RST");

    private final List<String> names;
    private final byte[][] bytes;
    /** Of each name the first eight bytes, zeros behind a shorter one. */
    private final long[] words;

    private Names(String... names) {
        this.names = List.of(names);
        this.bytes = this.names.stream()
                .map(name -> name.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        this.words = Arrays.stream(bytes)
                .mapToLong(name -> Words.at(Arrays.copyOf(name, Math.max(name.length, Long.BYTES)), 0))
                .toArray();
    }

    /** The number of the name or number that stands there; -1 if it is not known. */
    int number(byte[] data, int at) {
        if (data[at] != '"') {
            long number = Texts.whole(data, at);
            return number >= 0 && number < bytes.length ? (int) number : -1;
        }
        int to = Texts.closingQuote(data, at);
        int known = find(data, at + 1, to);
        return known < 0 && Texts.escaped(data, at + 1, to) ? names.indexOf(Texts.text(data, at + 1, to)) : known;
    }

    /** The name that stands there, or whose number does; {@link #UNKNOWN} if it is not known, "" if it is absent. */
    String name(byte[] data, int at) {
        if (at == Row.ABSENT) {
            return "";
        }
        int number = number(data, at);
        return number < 0 ? UNKNOWN : names.get(number);
    }

    /** Whether a known name stands there. */
    boolean isName(byte[] data, int from, int to) {
        return find(data, from, to) >= 0;
    }

    private int find(byte[] data, int from, int to) {
        boolean isWord = to - from <= Long.BYTES && from + Long.BYTES <= data.length;
        long word = isWord ? Words.at(data, from) & Words.mask(to - from) : 0;
        for (int i = 0; i < bytes.length; i++) {
            byte[] name = bytes[i];
            if (name.length == to - from
                    && (isWord ? words[i] == word : Arrays.equals(name, 0, name.length, data, from, to))) {
                return i;
            }
        }
        return -1;
    }
}
