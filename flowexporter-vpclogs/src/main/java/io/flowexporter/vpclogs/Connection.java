package io.flowexporter.vpclogs;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Layer;

/**
 * Who talks to whom. Immutable.
 *
 * @param initiatorIp the address that sent the first packet seen
 * @param initiatorPort its port
 * @param targetIp the other address
 * @param targetPort its port
 * @param protocol the protocol's number as IANA gave it; 0 when unknown
 * @param etherType {@code IPv4} or {@code IPv6}; "" when unknown
 */
public record Connection(
        String initiatorIp, int initiatorPort, String targetIp, int targetPort, int protocol, String etherType) {
    static Connection of(Flow flow) {
        Layer network = flow.network();
        Layer transport = flow.transport();
        return new Connection(
                network.a(),
                transport.portA(),
                network.b(),
                transport.portB(),
                Math.max(IpProtocol.of(flow), 0),
                IpProtocol.etherType(network));
    }

    /** Whether the other says of the same connection that the target opened it. */
    boolean swappedIn(Connection other) {
        boolean same = initiatorIp.equals(other.initiatorIp) && initiatorPort == other.initiatorPort;
        return !same && initiatorIp.equals(other.targetIp) && initiatorPort == other.targetPort;
    }
}
