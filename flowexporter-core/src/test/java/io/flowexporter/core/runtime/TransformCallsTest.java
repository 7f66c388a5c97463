package io.flowexporter.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Output;
import io.flowexporter.api.topology.Lookup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a transform may say in one call, each as the books and the next stage must see it. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TransformCallsTest {
    private static final DropReason NOT_WANTED = DropReason.leftOut("not_wanted");

    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());

    private static void say(Flow flow, Output<? super String> out) {
        switch ((int) flow.uuidBits()) {
            case 0 -> out.emit("one");
            case 1 -> {
                out.emit("one of two");
                out.emit("two of two");
            }
            case 2 -> {
                out.emit("taken back");
                throw new IllegalStateException("after a record");
            }
            case 3 -> {
                out.emit("before a drop");
                out.drop(NOT_WANTED);
            }
            case 4 -> {}
            case 5 -> {
                out.create("created");
                out.absorb(1);
            }
            case 6 -> out.emitWhen(Lookup.none(), Instant.MAX, () -> "late");
            case 7 -> {
                out.emit("taken back, too");
                out.emit(null);
            }
            case 8 -> out.emit("kept", out.retain());
            default -> out.emit("behind a late one");
        }
    }

    @Test
    void eachCallCountsAsItWasAndKeepsItsPlace() throws Exception {
        Pipeline pipeline = Pipeline.builder("calls")
                .from(new Batches().add(Batches.numbered(0, 10)).end())
                .classify(flow -> Tag.OTHER)
                .<String>transform(TransformCallsTest::say)
                .sink((tag, records, now) -> taken.addAll(records))
                .build();
        try (RunningPipeline running = PipelineRunner.start(pipeline)) {
            assertThat(running.await(Duration.ofSeconds(60))).isTrue();
            Ledger ledger = running.join().ledger();

            assertThat(taken)
                    .containsExactly(
                            "one",
                            "one of two",
                            "two of two",
                            "before a drop",
                            "created",
                            "late",
                            "kept",
                            "behind a late one");
            assertThat(ledger.created()).as("two of two, the drop's, created").isEqualTo(3);
            assertThat(ledger.lost()).as("both that threw, and silence").isEqualTo(3);
            assertThat(ledger.leftOut()).isEqualTo(1);
            assertThat(ledger.absorbed()).isEqualTo(1);
            assertThat(ledger.difference()).isZero();
            assertThat(running.status().numbers())
                    .filteredOn(stage -> stage.stage().equals("transform"))
                    .singleElement()
                    .satisfies(stage -> {
                        assertThat(stage.in()).isEqualTo(10);
                        assertThat(stage.emitted()).isEqualTo(8);
                        assertThat(stage.difference()).isZero();
                    });
        }
    }
}
