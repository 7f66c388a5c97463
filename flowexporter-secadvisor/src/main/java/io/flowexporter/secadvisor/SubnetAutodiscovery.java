package io.flowexporter.secadvisor;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.Cidr;
import io.flowexporter.api.stage.Classifier;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classifier {@code subnet_autodiscovery}: tells flows by whether they begin and end inside the cluster, which is the
 * networks given and the addresses of the nodes of Kubernetes.
 */
public final class SubnetAutodiscovery extends Configured<Classifier> {
    /** The cluster's networks. */
    public static final Option<List<Cidr>> CLUSTER_NET_MASKS = Option.listOf("cluster_net_masks", Cidr::parse)
            .at("pipeline.classify.cluster_net_masks")
            .defaultValue(List.of())
            .doc("The cluster's networks, such as 10.0.0.0/8 or 2001:db8::/32.");

    /** How often to look. */
    public static final Option<Duration> REFRESH = Option.seconds("refresh")
            .defaultValue(Duration.ofSeconds(60))
            .check(time -> time.toMillis() > 0, "must be positive (seconds)")
            .doc("Seconds after which the addresses of the nodes are looked up again.");

    /** Patience with the first discovery. */
    public static final Option<Duration> FIRST_WAIT = Option.seconds("first_wait")
            .defaultValue(Duration.ofSeconds(5))
            .check(time -> !time.isNegative(), "must not be negative (seconds)")
            .doc(
                    "Seconds that the first flows wait for the addresses of the nodes; flows classified without are counted.");

    /** The stage type. */
    public static final StageType<Classifier> TYPE = StageType.classify(
                    "subnet_autodiscovery",
                    (settings, context) -> new DiscoveringClassifier(
                            settings.get(CLUSTER_NET_MASKS),
                            settings.get(REFRESH),
                            settings.get(FIRST_WAIT),
                            System::nanoTime,
                            context),
                    CLUSTER_NET_MASKS,
                    REFRESH,
                    FIRST_WAIT)
            .askingTopology()
            .doc(
                    "Tags internal, ingress, egress and other by the networks given and the addresses of Kubernetes nodes.");

    private SubnetAutodiscovery(Configured<Classifier> configured) {
        super(configured);
    }

    /**
     * The nodes found, and those networks.
     *
     * @throws IllegalArgumentException if one is no network; the message names it
     */
    public static SubnetAutodiscovery of(String... clusterNetMasks) {
        return new SubnetAutodiscovery(TYPE.with(
                CLUSTER_NET_MASKS, Stream.of(clusterNetMasks).map(Cidr::parse).toList()));
    }

    /** See {@link #REFRESH}. */
    public SubnetAutodiscovery refresh(Duration time) {
        return new SubnetAutodiscovery(with(REFRESH, time));
    }

    /** See {@link #FIRST_WAIT}. */
    public SubnetAutodiscovery firstWait(Duration time) {
        return new SubnetAutodiscovery(with(FIRST_WAIT, time));
    }
}
