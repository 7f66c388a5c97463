package io.flowexporter.api.flow;

/**
 * One layer of a flow (link, network or transport) with its two ends. A layer that the flow does not have is
 * {@link #NONE}. {@code A} is the side that sent the first packet seen.
 */
public interface Layer {
    /** The layer of a flow that has no such layer: not present, all texts empty, all numbers 0. */
    Layer NONE = NoLayer.LAYER;

    /** Whether the flow has this layer. */
    boolean present();

    /**
     * {@code ETHERNET}, {@code IPV4}, {@code IPV6}, {@code TCP}, {@code UDP}, {@code SCTP}, {@code ICMPV4},
     * {@code ICMPV6}; {@code UNKNOWN} for any other; "" when the flow does not say.
     */
    String protocol();

    /** The first end: a MAC address, an IP address or a port, as text. */
    String a();

    /** The second end: a MAC address, an IP address or a port, as text. */
    String b();

    /** The first end as a number: a port; 0 where {@link #a()} is none. */
    int portA();

    /** The second end as a number: a port; 0 where {@link #b()} is none. */
    int portB();

    /** VLAN id, VNI or GRE key; 0 when there is none. */
    long id();

    /**
     * Puts the first end's IP address into {@code into} without allocating.
     *
     * @param into at least 16 bytes; receives the IPv6 address, or an IPv4 address mapped ({@code ::ffff:a.b.c.d})
     * @return whether the end is an IP address; if not, {@code into} is undefined
     */
    boolean addressA(byte[] into);

    /** Like {@link #addressA}, for the second end. */
    boolean addressB(byte[] into);
}
