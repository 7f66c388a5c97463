package io.flowexporter.vpclogs;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Layer;

/** The numbers that IANA gave to the protocols over IP. */
final class IpProtocol {
    /** For what is not IP, or a protocol over it that Skydive does not name. */
    static final int UNKNOWN = -1;

    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMPV6 = 58;
    static final int SCTP = 132;

    private IpProtocol() {}

    static int of(Flow flow) {
        Layer transport = flow.transport();
        if (transport.present()) {
            return switch (transport.protocol()) {
                case "TCP" -> TCP;
                case "UDP" -> UDP;
                case "SCTP" -> SCTP;
                default -> UNKNOWN;
            };
        }
        if (flow.icmp().present()) {
            return isIpv6(flow.network()) ? ICMPV6 : ICMP;
        }
        return UNKNOWN;
    }

    static boolean isIpv6(Layer network) {
        return network.protocol().equals("IPV6");
    }

    /** {@code IPv4}, {@code IPv6}, or "" for neither. */
    static String etherType(Layer network) {
        return switch (network.protocol()) {
            case "IPV4" -> "IPv4";
            case "IPV6" -> "IPv6";
            default -> "";
        };
    }
}
