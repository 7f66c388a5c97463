package io.flowexporter.core.runtime;

import io.flowexporter.api.StageKind;
import io.flowexporter.core.runtime.PipelineStatus.StageNumbers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds stages that lose all they get. Used on the pipeline's thread. */
final class FailingStages {
    /** Behind these, records come out of a stage long after they went in. */
    private static final Set<String> WATCHED = Set.of(
            StageKind.SUBSCRIBER.section(),
            StageKind.CLASSIFY.section(),
            StageKind.FILTER.section(),
            StageKind.TRANSFORM.section(),
            StageKind.MANGLE.section());

    private final Duration patience;
    private final Map<String, Seen> seen = new HashMap<>();

    private static final class Seen {
        private long passed;
        private long lost;
        private Instant failingSince;
        private Instant lastFailure;
    }

    FailingStages(Duration patience) {
        this.patience = patience;
    }

    /** What to say of stages that have lost all they got for so long. */
    List<String> complaints(List<StageNumbers> stages, Instant now) {
        List<String> complaints = new ArrayList<>();
        for (StageNumbers stage : stages) {
            if (!WATCHED.contains(stage.stage())) {
                continue;
            }
            Seen last = seen.computeIfAbsent(stage.stage(), key -> new Seen());
            long passed = stage.emitted() + stage.absorbed() + stage.leftOut();
            if (passed > last.passed) {
                last.failingSince = null;
            } else if (stage.lost() > last.lost) {
                last.failingSince = last.failingSince == null ? now : last.failingSince;
                last.lastFailure = now;
            }
            last.passed = passed;
            last.lost = stage.lost();
            if (last.failingSince != null
                    && !now.isBefore(last.failingSince.plus(patience))
                    && now.isBefore(last.lastFailure.plus(patience))) {
                complaints.add("stage " + stage.stage() + " has lost every record it got for "
                        + Words.time(Duration.between(last.failingSince, now)));
            }
        }
        return complaints;
    }
}
