package io.flowexporter.core.classify;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.Cidr;
import io.flowexporter.api.flow.CidrSet;
import io.flowexporter.api.flow.DirectionTags;
import io.flowexporter.api.stage.Classifier;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classifier {@code subnet}: a flow's tag says which of its ends are inside the cluster's networks; see
 * {@link DirectionTags}.
 */
public final class Subnets extends Configured<Classifier> {
    /** The cluster's networks. */
    public static final Option<List<Cidr>> CLUSTER_NET_MASKS = Option.listOf("cluster_net_masks", Cidr::parse)
            .at("pipeline.classify.cluster_net_masks")
            .defaultValue(List.of())
            .doc("The cluster's networks, IPv4 and IPv6, such as 10.0.0.0/8. Without any, every flow is 'other'.");

    /** Its type. */
    public static final StageType<Classifier> TYPE = StageType.classify(
                    "subnet",
                    (settings, context) -> {
                        DirectionTags tags = new DirectionTags(CidrSet.of(settings.get(CLUSTER_NET_MASKS)));
                        return new SubnetClassifier(tags);
                    },
                    CLUSTER_NET_MASKS)
            .doc(
                    "Tags flows internal, egress, ingress or other, by which of their ends are inside the networks given.");

    private Subnets(Configured<Classifier> configured) {
        super(configured);
    }

    /**
     * By those networks.
     *
     * @throws IllegalArgumentException if a text is no network; the message names it
     */
    public static Subnets of(String... networks) {
        return new Subnets(TYPE.configured())
                .clusterNetMasks(Stream.of(networks).map(Cidr::parse).toList());
    }

    /** The same by those networks instead. */
    public Subnets clusterNetMasks(List<Cidr> networks) {
        return new Subnets(with(CLUSTER_NET_MASKS, List.copyOf(networks)));
    }
}
