package io.flowexporter.core.topology;

import io.flowexporter.api.topology.Answer;

/** What came of sending one query to one analyzer. */
sealed interface Reply {
    /** An answer. */
    record Answered(Answer answer) implements Reply {}

    /** The analyzer is well, but there is no use in asking this query, here or elsewhere. */
    record Hopeless(String kind, String words) implements Reply {}

    /** Another analyzer may answer. */
    record Broken(String kind, String words) implements Reply {}
}
