package io.flowexporter.api.flow;

import java.util.Objects;

/**
 * Finds a flow's tag by which of its ends is inside the cluster's networks: both {@link Tag#INTERNAL}, A alone
 * {@link Tag#EGRESS}, B alone {@link Tag#INGRESS}, none {@link Tag#OTHER}. A flow without two IP addresses is
 * {@code OTHER}. Allocates nothing. To be used by one thread at a time.
 */
public final class DirectionTags {
    private final CidrSet cluster;
    private final byte[] address = new byte[IpAddress.LENGTH];

    /** For a cluster of those networks; without any, every flow is {@link Tag#OTHER}. */
    public DirectionTags(CidrSet cluster) {
        this.cluster = Objects.requireNonNull(cluster, "cluster");
    }

    /** The tag of a flow with that network layer. */
    public Tag tag(Layer network) {
        if (!network.addressA(address)) {
            return Tag.OTHER;
        }
        boolean fromInside = cluster.contains(address);
        if (!network.addressB(address)) {
            return Tag.OTHER;
        }
        boolean toInside = cluster.contains(address);
        if (fromInside) {
            return toInside ? Tag.INTERNAL : Tag.EGRESS;
        }
        return toInside ? Tag.INGRESS : Tag.OTHER;
    }
}
