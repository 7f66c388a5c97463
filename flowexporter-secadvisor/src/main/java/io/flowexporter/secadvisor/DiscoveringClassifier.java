package io.flowexporter.secadvisor;

import io.flowexporter.api.Meters;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.flow.Cidr;
import io.flowexporter.api.flow.CidrSet;
import io.flowexporter.api.flow.DirectionTags;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Classifier;
import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Classifies by networks given and addresses discovered, which are asked for again and again, in passing. */
final class DiscoveringClassifier implements Classifier {
    private static final long RETRY = TimeUnit.SECONDS.toNanos(1);
    private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(2);

    private final List<Cidr> given;
    private final Topology topology;
    private final long refresh;
    private final long patience;
    private final LongSupplier nanos;
    private final System.Logger logger;
    private final Meters.Counter withoutNodes;
    private Optional<Lookup<Answer>> asked = Optional.empty();
    private long askAt;
    private boolean discovered;
    private boolean waited;
    private boolean saidFailed;
    // Read by whoever looks at the meters.
    private volatile int nodes;
    private DirectionTags tags;

    /**
     * A classifier.
     *
     * @param refresh how long what was discovered counts as new
     * @param patience how long the first flow waits for the first discovery
     * @param nanos counts as {@link System#nanoTime}
     */
    DiscoveringClassifier(
            List<Cidr> given, Duration refresh, Duration patience, LongSupplier nanos, StageContext context) {
        this.given = given;
        this.topology = context.topology();
        this.refresh = refresh.toNanos();
        this.patience = patience.toNanos();
        this.nanos = nanos;
        this.logger = context.logger();
        this.withoutNodes = context.meters().counter("flows_classified_without_nodes");
        context.meters().gauge("cluster_nodes", () -> nodes);
        this.askAt = nanos.getAsLong();
        this.tags = new DirectionTags(CidrSet.of(given));
    }

    @Override
    public void start() {
        look();
    }

    @Override
    public boolean keepsFlows() {
        return false;
    }

    @Override
    public Tag classify(Flow flow) {
        look();
        if (!discovered) {
            if (!waited) {
                waited = true;
                waitForNodes();
            }
            if (!discovered) {
                withoutNodes.add(1);
            }
        }
        return tags.tag(flow.network());
    }

    private void waitForNodes() {
        long latest = nanos.getAsLong() + patience;
        while (!discovered
                && nanos.getAsLong() - latest < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(GLANCE);
            look();
        }
    }

    /** Takes an answer if there is one, asks if it is time to. Never waits. */
    private void look() {
        if (asked.isEmpty() && nanos.getAsLong() - askAt >= 0) {
            asked = Optional.of(topology.ask(NodeAddresses.QUERY));
        }
        asked.filter(Lookup::done).ifPresent(this::take);
    }

    private void take(Lookup<Answer> answer) {
        asked = Optional.empty();
        if (answer.failed()) {
            askAt = nanos.getAsLong() + RETRY;
            sayFailed();
            return;
        }
        askAt = nanos.getAsLong() + refresh;
        List<Cidr> networks = new ArrayList<>(given);
        answer.value()
                .orElse(Answer.EMPTY)
                .nodes()
                .forEach(node -> NodeAddresses.of(node).ifPresent(networks::add));
        int found = networks.size() - given.size();
        if (!discovered || saidFailed || found != nodes) {
            logger.log(System.Logger.Level.INFO, "The cluster has the addresses of {0} nodes", Integer.toString(found));
        }
        tags = new DirectionTags(CidrSet.of(networks));
        nodes = found;
        discovered = true;
        saidFailed = false;
    }

    private void sayFailed() {
        if (!saidFailed) {
            saidFailed = true;
            logger.log(
                    System.Logger.Level.WARNING,
                    "Cannot look the cluster''s nodes up: no analyzer answers; {0}, and tried again",
                    discovered ? "those known stay" : "flows are classified by cluster_net_masks alone");
        }
    }
}
