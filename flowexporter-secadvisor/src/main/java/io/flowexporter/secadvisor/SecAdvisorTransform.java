package io.flowexporter.secadvisor;

import io.flowexporter.api.Meters;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.FinishType;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Metric;
import io.flowexporter.api.stage.Output;
import io.flowexporter.api.stage.Transform;
import io.flowexporter.secadvisor.SecAdvisorRecord.Status;
import java.time.Duration;
import java.time.Instant;

/** Counts a flow's reports at once, and makes its record when its names are there, or it is too late to wait on. */
final class SecAdvisorTransform implements Transform<SecAdvisorRecord> {
    private static final DropReason STARTED = DropReason.leftOut("started");

    private final FlowCounts counts;
    private final NameService names;
    private final SteadyTime time;
    private final Duration wait;
    private final boolean excludeStarted;
    private final Meters.Counter incomplete;

    SecAdvisorTransform(
            FlowCounts counts,
            NameService names,
            SteadyTime time,
            Duration wait,
            boolean excludeStarted,
            Meters meters) {
        this.counts = counts;
        this.names = names;
        this.time = time;
        this.wait = wait;
        this.excludeStarted = excludeStarted;
        this.incomplete = meters.counter("records_without_answer");
        meters.gauge("flows_counted", counts::size);
        meters.gauge("flows_evicted", counts::evicted);
    }

    @Override
    public boolean keepsFlows() {
        return false;
    }

    @Override
    public void transform(Flow flow, Output<? super SecAdvisorRecord> out) {
        FinishType finish = flow.finishType();
        int before = counts.next(flow.uuidBits(), finish, time.latest());
        Status status = status(flow, finish, before);
        if (status == Status.STARTED && excludeStarted) {
            out.drop(STARTED);
            return;
        }
        FlowReport report = new FlowReport(flow, status, before);
        Asked asked = names.ask(report);
        if (asked instanceof Names known) {
            out.emit(SecAdvisorRecord.of(report, known));
        } else if (asked instanceof Naming naming) {
            out.emitWhen(naming, Instant.ofEpochMilli(naming.waitUntil(time.in(wait))), () -> record(report, naming));
        }
    }

    private SecAdvisorRecord record(FlowReport report, Naming naming) {
        if (!naming.done()) {
            incomplete.add(1);
        }
        return SecAdvisorRecord.of(report, naming.names());
    }

    private static Status status(Flow flow, FinishType finish, int before) {
        if (finish.ended()) {
            return Status.ENDED;
        }
        return before == 0 && looksNew(flow) ? Status.STARTED : Status.UPDATED;
    }

    /** Totals beyond the interval's are of reports that we did not see, or have forgotten. */
    private static boolean looksNew(Flow flow) {
        Metric interval = flow.lastUpdateMetric();
        return !interval.present() || flow.metric().sameCounters(interval);
    }

    @Override
    public void tick(Instant now, Output<? super SecAdvisorRecord> out) {
        counts.forget(time.atLeast(now.toEpochMilli()));
        names.advance();
    }
}
