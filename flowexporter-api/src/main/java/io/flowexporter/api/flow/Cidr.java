package io.flowexporter.api.flow;

import java.util.Objects;

/**
 * A network, as an address and the number of its leading bits that count ({@code 10.0.0.0/8}, {@code 2001:db8::/32}).
 * An IPv4-mapped network is the IPv4 network; no IPv6 network contains an IPv4 address. Immutable; two of the same
 * network are equal, whatever their other bits were.
 */
public final class Cidr {
    private static final int BITS = 128;
    private static final int MAPPED_BITS = 96;

    private final String text;
    private final boolean ipv4;
    private final Bits128 first;
    private final Bits128 last;

    private Cidr(String text, byte[] address, int prefix) {
        this.text = text;
        this.ipv4 = IpAddress.isIpv4(address) && prefix >= MAPPED_BITS;
        this.first = Bits128.of(address).withLowBits(BITS - prefix, false);
        this.last = first.withLowBits(BITS - prefix, true);
    }

    /**
     * Reads a network.
     *
     * @throws IllegalArgumentException if the text is none; the message names it
     */
    public static Cidr parse(String text) {
        Objects.requireNonNull(text, "text");
        int slash = text.indexOf('/');
        byte[] address = new byte[IpAddress.LENGTH];
        if (slash < 0 || !IpAddress.read(text.substring(0, slash), address)) {
            throw bad(text, slash < 0 ? "it has no '/'" : "what is before the '/' is no IP address");
        }
        boolean dotted = text.indexOf(':') < 0;
        int most = dotted ? BITS - MAPPED_BITS : BITS;
        String digits = text.substring(slash + 1);
        if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > most) {
            throw bad(text, "what is behind the '/' must be a number from 0 to " + most);
        }
        return new Cidr(text, address, Integer.parseInt(digits) + BITS - most);
    }

    /**
     * The network of one address alone.
     *
     * @throws IllegalArgumentException if the text is no IP address; the message names it
     */
    public static Cidr ofHost(String address) {
        byte[] bytes = new byte[IpAddress.LENGTH];
        if (!IpAddress.read(address, bytes)) {
            throw new IllegalArgumentException("'" + address + "' is no IP address");
        }
        return new Cidr(address + (address.indexOf(':') < 0 ? "/32" : "/128"), bytes, BITS);
    }

    private static IllegalArgumentException bad(String text, String why) {
        return new IllegalArgumentException(
                "'" + text + "' is no network: " + why + "; write it as 10.0.0.0/8 or 2001:db8::/32");
    }

    boolean isIpv4() {
        return ipv4;
    }

    Bits128 first() {
        return first;
    }

    Bits128 last() {
        return last;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr cidr && ipv4 == cidr.ipv4 && first.equals(cidr.first) && last.equals(cidr.last);
    }

    @Override
    public int hashCode() {
        return Objects.hash(first, last);
    }

    /** As it was given. */
    @Override
    public String toString() {
        return text;
    }
}
