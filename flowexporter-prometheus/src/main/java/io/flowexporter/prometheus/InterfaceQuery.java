package io.flowexporter.prometheus;

import io.flowexporter.api.Meters;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Asks the topology for the interfaces, again and again, and never waits for it. Used on the pipeline's thread. */
final class InterfaceQuery {
    private static final String GREMLIN = "G.V().Has('EncapType', 'ether')";
    private static final Duration EVERY = Duration.ofSeconds(20);

    private final Topology topology;
    private final System.Logger logger;
    private final Interfaces interfaces;
    private final Meters.Counter failures;
    private final Meters.Counter skipped;
    private Instant due = Instant.MIN;
    private Optional<Lookup<Answer>> asked = Optional.empty();
    private boolean failing;
    private boolean saidSkipped;

    InterfaceQuery(StageContext context, Interfaces interfaces) {
        this.topology = context.topology();
        this.logger = context.logger();
        this.interfaces = interfaces;
        this.failures = context.meters().counter("interface_queries_failed");
        this.skipped = context.meters().counter("interfaces_skipped");
    }

    /** Asks when it is time, and takes the answer when it is there. */
    void tick(Instant now) {
        if (asked.isEmpty() && !now.isBefore(due)) {
            asked = Optional.of(topology.ask(GREMLIN));
            due = now.plus(EVERY);
        }
        asked.filter(Lookup::done).ifPresent(answered -> {
            asked = Optional.empty();
            take(answered, now);
        });
    }

    private void take(Lookup<Answer> answered, Instant now) {
        if (answered.failed()) {
            failures.add(1);
            if (!failing) {
                logger.log(
                        System.Logger.Level.WARNING,
                        "The analyzer does not answer the query for interfaces: they go out of date and are removed; "
                                + "connections are still shown");
            }
        } else {
            update(answered.value().orElse(Answer.EMPTY), now);
            if (failing) {
                logger.log(System.Logger.Level.INFO, "The analyzer answers the query for interfaces again");
            }
        }
        failing = answered.failed();
    }

    private void update(Answer answer, Instant now) {
        List<Interface> found = answer.nodes().stream()
                .map(Interface::of)
                .flatMap(Optional::stream)
                .toList();
        int bad = answer.nodes().size() - found.size();
        if (bad > 0) {
            skipped.add(bad);
            if (!saidSkipped) {
                saidSkipped = true;
                logger.log(
                        System.Logger.Level.WARNING,
                        "{0} interfaces of the topology are not shown: they lack Name, Type or TID; said once, counted",
                        Integer.toString(bad));
            }
        }
        interfaces.update(found, now);
    }
}
