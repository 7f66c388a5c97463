package io.flowexporter.core.status;

import io.flowexporter.core.runtime.PipelineStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether the process is alive, and whether its pipelines can do their work. */
final class Health {
    /** To be killed for, a stage must be stuck for longer than the slowest one takes. */
    private static final Duration DEAD_AFTER = Duration.ofMinutes(5);

    private Health() {}

    static Answer live(List<PipelineStatus> pipelines) {
        List<String> reasons = new ArrayList<>();
        for (PipelineStatus status : pipelines) {
            if (status.unmoved().compareTo(DEAD_AFTER) > 0) {
                reasons.add(status.name() + ": " + status.words());
            }
        }
        return answer("alive", reasons);
    }

    static Answer ready(List<PipelineStatus> pipelines) {
        List<String> reasons = new ArrayList<>();
        if (pipelines.isEmpty()) {
            reasons.add("no pipeline has been started yet");
        }
        for (PipelineStatus status : pipelines) {
            status.notReady().forEach(reason -> reasons.add(status.name() + ": " + reason));
        }
        return answer("ready", reasons);
    }

    private static Answer answer(String well, List<String> reasons) {
        return reasons.isEmpty()
                ? Answer.text(Answer.OK, well)
                : Answer.text(Answer.UNAVAILABLE, "not " + well + '\n' + String.join("\n", reasons));
    }
}
