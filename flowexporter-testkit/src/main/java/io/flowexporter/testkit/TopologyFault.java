package io.flowexporter.testkit;

import java.time.Duration;

/**
 * What goes wrong with an {@link AnalyzerServer}'s answers to topology queries.
 *
 * @param delay how long an answer takes
 * @param status answered instead, if not 200
 * @param garbage whether a body that is no JSON is answered
 * @param hang whether no answer comes at all
 */
public record TopologyFault(Duration delay, int status, boolean garbage, boolean hang) {
    /** Nothing is wrong. */
    public static final TopologyFault NONE = new TopologyFault(Duration.ZERO, 200, false, false);

    /** Answers come late. */
    public static TopologyFault delay(Duration delay) {
        return new TopologyFault(delay, 200, false, false);
    }

    /** Each answer is that status. */
    public static TopologyFault status(int status) {
        return new TopologyFault(Duration.ZERO, status, false, false);
    }

    /** Each answer is 200 with a body that is no JSON. */
    public static TopologyFault garbled() {
        return new TopologyFault(Duration.ZERO, 200, true, false);
    }

    /** No answer comes until the fault is taken away. */
    public static TopologyFault hanging() {
        return new TopologyFault(Duration.ZERO, 200, false, true);
    }
}
