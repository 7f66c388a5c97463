package io.flowexporter.examples;

import io.flowexporter.api.PipelineListener;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.core.runtime.Ledger;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the demo tells. Safe for use by several threads. */
final class DemoReport implements PipelineListener {
    private final PrintStream out;
    private final Path directory;
    private final Map<String, Sum> byTag = new TreeMap<>();
    private Optional<ObjectInfo> first = Optional.empty();

    private record Sum(long objects, long flows, long bytes) {
        Sum plus(ObjectInfo object, long more) {
            return new Sum(objects + 1, flows + object.records(), bytes + more);
        }
    }

    DemoReport(PrintStream out, Path directory) {
        this.out = out;
        this.directory = directory;
    }

    @Override
    public synchronized void written(ObjectInfo object, long bytes) {
        first = first.or(() -> Optional.of(object));
        byTag.merge(
                object.tag().toString(), new Sum(0, 0, 0).plus(object, bytes), (sum, one) -> sum.plus(object, bytes));
    }

    void begin(String analyzer, String page, Duration time) {
        out.printf(
                Locale.ROOT,
                """
                Flow Exporter at work, for %d s or until Ctrl-C.

                  an analyzer      %s
                                   (in this process; made-up traffic, Skydive's real protocol)
                  a pipeline       flows tagged by subnet, without 'other', as JSON, gzipped
                  its objects      %s
                  and its page     %s

                """,
                time.toSeconds(),
                analyzer,
                directory.resolve("bucket/logs/<tag>/<begin of stream>/<number>.gz"),
                page);
    }

    void progress(Duration since, Ledger ledger) {
        out.printf(
                Locale.ROOT,
                "  %3d s  %,8d flows received  %,8d filtered  %,8d in %d objects  %,8d on their way%n",
                since.toSeconds(),
                ledger.received(),
                ledger.filtered(),
                ledger.written(),
                ledger.objects(),
                ledger.waiting());
    }

    synchronized void end(Ledger ledger) {
        out.printf(Locale.ROOT, "%nWhat became of every flow:%n%n  %s%n%n", ledger);
        byTag.forEach((tag, sum) -> out.printf(
                Locale.ROOT,
                "  %-10s %,8d flows in %3d objects, %,d bytes%n",
                tag,
                sum.flows(),
                sum.objects(),
                sum.bytes()));
        first.ifPresent(object -> out.printf(
                Locale.ROOT,
                "%nLook at the first object:%n%n  gzip -dc %s | head -c 600%n%n",
                directory.resolve(object.toString())));
    }
}
