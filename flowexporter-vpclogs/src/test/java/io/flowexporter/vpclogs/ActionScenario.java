package io.flowexporter.vpclogs;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Mangler;
import io.flowexporter.api.stage.Tagged;
import io.flowexporter.testkit.CollectedOutput;
import io.flowexporter.testkit.TestContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Plays batches and time to a mangler {@code action}, and says what it puts out. */
final class ActionScenario {
    static final Tag TAG1 = Tag.of("of-one");
    static final Tag TAG2 = Tag.of("of-two");

    private final TestContext context = new TestContext();
    private final CollectedOutput<Tagged<VpcFlowLog>> out = new CollectedOutput<>();
    private final List<String> story = new ArrayList<>();
    private final List<VpcFlowLog> records = new ArrayList<>();
    private final Mangler<Tagged<VpcFlowLog>> mangler;
    private Instant now = context.clock().instant();
    private int given;

    ActionScenario() {
        this(FirewallAction.between(Seen.TID1, Seen.TID2));
    }

    ActionScenario(FirewallAction settings) {
        try {
            mangler = settings.create(context);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    ActionScenario batch(Seen... reports) {
        given += reports.length;
        mangler.mangle(
                Stream.of(reports)
                        .map(seen -> new Tagged<>(seen.tid().equals(Seen.TID1) ? TAG1 : TAG2, seen.log()))
                        .toList(),
                now,
                out);
        return noted();
    }

    ActionScenario seconds(double seconds) {
        now = now.plusMillis((long) (seconds * 1000));
        mangler.tick(now, out);
        return noted();
    }

    ActionScenario flush() {
        mangler.flush(now, out);
        return noted();
    }

    /** Each record: verdict, interval in seconds, target's packets in the interval of those in all. */
    private ActionScenario noted() {
        assertThat(out.accountedFor()).as("records accounted for").isEqualTo(given);
        for (Tagged<VpcFlowLog> tagged : out.take()) {
            VpcFlowLog log = tagged.record();
            story.add("%s %s %d-%d %d/%d"
                    .formatted(
                            log.verdict() == Verdict.ACCEPTED ? "A" : "R",
                            tagged.tag(),
                            seconds(log.start()),
                            seconds(log.end()),
                            log.interval().packetsFromTarget(),
                            log.total().packetsFromTarget()));
            records.add(log);
        }
        return this;
    }

    private static long seconds(long millis) {
        return (millis - Seen.millis(0)) / 1000;
    }

    List<String> story() {
        return story;
    }

    List<VpcFlowLog> records() {
        return records;
    }

    CollectedOutput<Tagged<VpcFlowLog>> out() {
        return out;
    }

    TestContext context() {
        return context;
    }
}
