package io.flowexporter.core.mangle;

import io.flowexporter.api.Meters;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.record.StatusRecord;
import io.flowexporter.api.stage.Mangler;
import io.flowexporter.api.stage.Output;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One tag's {@link LogStatus}. */
final class LogStatusMangler<R extends StatusRecord<R>> implements Mangler<R> {
    private final KnownInterfaces<R> interfaces;
    private final Meters.Counter noData;
    private final Meters.Counter skipData;

    LogStatusMangler(Duration noDataAfter, Duration forgetAfter, int maxInterfaces, StageContext context) {
        Meters meters = context.meters();
        interfaces =
                new KnownInterfaces<>(noDataAfter, forgetAfter, maxInterfaces, meters.counter("interfaces_evicted"));
        noData = meters.counter("nodata_records");
        skipData = meters.counter("skipdata_records");
    }

    @Override
    public void mangle(List<R> records, Instant now, Output<R> out) {
        boolean lost = false;
        for (R record : records) {
            out.emit(record.ok());
            interfaces.heard(record, now);
            lost |= record.continuity() == Continuity.LOST;
        }
        reportSilence(now, out);
        if (lost) {
            reportLosses(records, now, out);
        }
    }

    private void reportLosses(List<R> records, Instant now, Output<R> out) {
        for (R record : records) {
            if (record.continuity() == Continuity.LOST) {
                out.create(record.skipData(now));
                skipData.add(1);
            }
        }
    }

    @Override
    public void gap(Instant now) {
        interfaces.missed(now);
    }

    @Override
    public void leftOut(Flow flow, Instant now) {
        interfaces.heard(flow.nodeTid(), now);
    }

    @Override
    public void tick(Instant now, Output<R> out) {
        reportSilence(now, out);
    }

    private void reportSilence(Instant now, Output<R> out) {
        for (R record : interfaces.fallenSilent(now)) {
            out.create(record);
            noData.add(1);
        }
    }
}
