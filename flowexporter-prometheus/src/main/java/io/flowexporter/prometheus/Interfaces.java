package io.flowexporter.prometheus;

import io.flowexporter.api.Meters;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The interfaces that are shown, by their topology ids. Safe for use by several threads. */
final class Interfaces implements MultiCollector {
    private final int max;
    private final Meters.Counter evicted;
    private final Latest<String, Interface> latest = new Latest<>();

    Interfaces(int max, Meters.Counter evicted) {
        this.max = max;
        this.evicted = evicted;
    }

    synchronized void update(List<Interface> interfaces, Instant now) {
        for (Interface each : interfaces) {
            if (latest.find(each.tid()).isEmpty() && latest.size() >= max) {
                latest.removeOldest();
                evicted.add(1);
            }
            latest.put(each.tid(), each, now);
        }
    }

    /** Removes the interfaces not updated after that time; says how many. */
    synchronized int expire(Instant time) {
        return latest.expire(time, removed -> {});
    }

    synchronized int size() {
        return latest.size();
    }

    private synchronized Collection<Interface> all() {
        return latest.values();
    }

    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
        Interface.gauges(all()).forEach(gauge -> snapshots.metricSnapshot(gauge.snapshot()));
        return snapshots.build();
    }
}
