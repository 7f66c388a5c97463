package io.flowexporter.secadvisor;

import io.flowexporter.api.topology.Lookup;
import io.flowexporter.secadvisor.SecAdvisorRecord.Peer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that is looked up for one record, some of it not there yet. Used on the pipeline's thread. */
final class Naming implements Lookup<Void>, Asked {
    private final Lookup<String> nodeType;
    private final Lookup<Peer> a;
    private final Lookup<Peer> b;
    private final Extensions extensions;
    private final List<Lookup<Optional<String>>> extend;
    private final SteadyTime time;
    private final Runnable advance;
    private long latest = Long.MAX_VALUE;
    private boolean over;

    /**
     * Asks what is not asked yet: the operator's own queries.
     *
     * @param advance lets the questions of all records go on
     */
    Naming(
            Report report,
            Lookup<String> nodeType,
            Lookup<Peer> a,
            Lookup<Peer> b,
            Extensions extensions,
            SteadyTime time,
            Runnable advance) {
        this.nodeType = nodeType;
        this.a = a;
        this.b = b;
        this.extensions = extensions;
        this.extend = extensions.isEmpty()
                ? List.of()
                : extensions.ask(report, Lookup.all(List.of(nodeType, a, b)), () -> names(Map.of()));
        this.time = time;
        this.advance = advance;
    }

    @Override
    public boolean done() {
        if (isComplete()) {
            return true;
        }
        if (time.now() >= latest) {
            // Its record is made anyway. Behind a silent analyzer that is thousands at once: none may look at all
            // questions.
            return false;
        }
        // Only the oldest record of a tag is asked; the questions of those behind it must go on as well.
        advance.run();
        return isComplete();
    }

    /** Whether all answers are there, without looking for new ones. */
    boolean isComplete() {
        boolean complete = nodeType.done() & a.done() & b.done();
        for (Lookup<?> each : extend) {
            complete &= each.done();
        }
        return complete;
    }

    /** Whether there are questions that can't be asked before others are answered. Asks those that can be now. */
    boolean hasMoreToAsk() {
        boolean more = false;
        for (Lookup<?> each : extend) {
            more |= !each.done() && !(each instanceof Awaited);
        }
        return more;
    }

    /** Whether the record was made, so that nothing more need be asked for it. */
    boolean isOver() {
        return over;
    }

    @Override
    public Optional<Void> value() {
        return Optional.empty();
    }

    /**
     * Decides until when to wait for what is not there yet, in ms since 1970.
     *
     * @param atMost for questions that can't be asked before others are answered
     */
    long waitUntil(long atMost) {
        latest = later(later(later(Long.MIN_VALUE, nodeType, atMost), a, atMost), b, atMost);
        for (Lookup<?> each : extend) {
            latest = later(latest, each, atMost);
        }
        return latest;
    }

    private static long later(long latest, Lookup<?> lookup, long atMost) {
        if (lookup.done()) {
            return latest;
        }
        return Math.max(latest, lookup instanceof Awaited<?> awaited ? awaited.latest() : atMost);
    }

    /** What is there by now, for the record. */
    Names names() {
        over = true;
        return names(extensions.values(extend));
    }

    private Names names(Map<String, String> extended) {
        return Names.of(nodeType.value().orElse(""), a.value(), b.value(), extended);
    }
}
