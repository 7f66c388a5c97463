package io.flowexporter.core.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.flow.Gap;
import io.flowexporter.core.internal.RareLog;
import io.flowexporter.testkit.ManualClock;
import io.flowexporter.testkit.TestContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class InletTest {
    private static final Instant BEGIN = Instant.parse("2024-05-01T12:00:00Z");

    private final ManualClock clock = new ManualClock(BEGIN);
    private final TestContext context = new TestContext();
    private final Ring ring = new Ring(300);
    private final Inlet inlet = inlet(Duration.ZERO);

    /** An inlet that notices the end of a connection within that time. */
    private Inlet inlet(Duration unnoticed) {
        return new Inlet(
                new MessageArrays(System::nanoTime, () -> 0),
                ring,
                new SilenceWatchdog(Duration.ofSeconds(180), Timing.REAL, RandomGenerator.getDefault()),
                "c",
                new RareLog(context.logger(), System::nanoTime, Duration.ofSeconds(10)),
                context.meters(),
                clock,
                unnoticed);
    }

    private static Message message(String json) {
        return Message.of(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Message flows(int count) {
        String flow = "{\"UUID\":\"1\"},".repeat(count);
        return message(
                "{\"Namespace\":\"flow\",\"Type\":\"store\",\"Obj\":[" + flow.substring(0, flow.length() - 1) + "]}");
    }

    private static Message stats(String capture, int flowsDropped, int kernelFlowsDropped, int packetsDropped) {
        return message(
                "{\"Namespace\":\"stats\",\"Type\":\"stats\",\"UUID\":\"u\",\"Status\":200,\"Obj\":{\"CaptureID\":\""
                        + capture + "\",\"FlowCount\":5,\"FlowDropped\":" + flowsDropped + ",\"KernelFlowDropped\":"
                        + kernelFlowsDropped + ",\"PacketsDropped\":" + packetsDropped + ",\"PacketsReceived\":9}}");
    }

    private static Gap gap(String reason, int fromSecond, int untilSecond) {
        return new Gap(reason, BEGIN.plusSeconds(fromSecond), BEGIN.plusSeconds(untilSecond));
    }

    private void pass(int seconds) {
        clock.advance(Duration.ofSeconds(seconds));
    }

    private List<Gap> told() throws InterruptedException {
        List<Gap> gaps = new ArrayList<>();
        for (Optional<Ring.Entry> entry = next(); entry.isPresent(); entry = next()) {
            gaps.addAll(entry.get().gaps());
        }
        return gaps;
    }

    private Optional<Ring.Entry> next() throws InterruptedException {
        return ring.poll(Duration.ZERO);
    }

    @Test
    void aGapLastsFromTheLossOfTheConnectionToTheNextOne() throws Exception {
        inlet.opened();
        pass(5);
        inlet.disconnected();
        assertThat(told()).containsExactly(gap("disconnected", 5, 5));
        pass(2);
        inlet.disconnected();
        assertThat(told()).as("told again while it lasts").containsExactly(gap("disconnected", 5, 7));
        pass(3);
        inlet.opened();
        inlet.message(flows(1));
        assertThat(told()).containsExactly(gap("disconnected", 5, 10));
        assertThat(context.meter("gap_seconds_disconnected")).isEqualTo(5);
        inlet.opened();
        assertThat(told()).isEmpty();
    }

    @Test
    void aGapBeginsAtTheLastSignOfLife() throws Exception {
        Inlet slow = inlet(Duration.ofHours(1));
        slow.opened();
        pass(5);
        slow.disconnected();
        assertThat(told().get(0).from()).isStrictlyBetween(BEGIN.minusSeconds(60), BEGIN.plusSeconds(5));
    }

    @Test
    void silenceIsAGapFromWhereItBegan() throws Exception {
        inlet.opened();
        pass(100);
        inlet.silent(Duration.ofSeconds(40));
        pass(1);
        inlet.disconnected();
        pass(9);
        inlet.opened();
        assertThat(told()).containsExactly(gap("silent", 60, 100), gap("disconnected", 100, 110));
        assertThat(context.meter("gap_seconds_silent")).isEqualTo(40);
        assertThat(context.meter("gap_seconds_disconnected")).isEqualTo(10);
    }

    @Test
    void anOverflowIsAGapFromTheFirstDropToTheLast() throws Exception {
        inlet.message(flows(10));
        pass(1);
        inlet.message(flows(10));
        pass(2);
        inlet.message(flows(10));
        assertThat(next().orElseThrow().gaps()).isEmpty();
        Ring.Entry place = next().orElseThrow();
        assertThat(place.gaps()).containsExactly(gap("ring_full", 1, 3));
        assertThat(place.lost()).containsEntry(Inlet.RING_FULL, 20L);
        inlet.message(flows(10));
        pass(5);
        inlet.message(flows(10));
        pass(1);
        assertThat(told()).as("another overflow").containsExactly(gap("ring_full", 8, 8));
        assertThat(context.meter("gap_seconds_ring_full")).isEqualTo(2);
    }

    @Test
    void flowsThatACapturePointDroppedAreAGapSinceItsLastStats() throws Exception {
        inlet.message(stats("c", 0, 0, 0));
        pass(100);
        inlet.message(stats("c", 3, 0, 0));
        assertThat(told()).as("the cadence is not known").containsExactly(gap("analyzer_dropped", 40, 100));
        pass(60);
        inlet.message(stats("c", 1, 0, 0));
        assertThat(told()).containsExactly(gap("analyzer_dropped", 100, 160));
        assertThat(context.meter("gap_seconds_analyzer_dropped")).isEqualTo(120);
    }

    @Test
    void aSumOfDropsThatStaysTheSameIsNoNews() throws Exception {
        for (int i = 0; i < 5; i++) {
            inlet.message(stats("c", 0, 0, 70));
            inlet.message(stats("c", 0, 20, 0));
        }
        assertThat(told()).hasSize(1);
        inlet.message(stats("c", 0, 70, 0));
        assertThat(told()).as("another number of the same size").hasSize(1);
        inlet.message(stats("c", 0, 0, 80));
        assertThat(told()).hasSize(1);
    }

    @Test
    void dropsOfOtherCapturesAreNotOurs() throws Exception {
        inlet.message(stats("other", 9, 9, 9));
        assertThat(told()).isEmpty();
    }

    @Test
    void whatIsTooLargeIsAGapOfAMoment() throws Exception {
        pass(4);
        inlet.tooLarge(1 << 20);
        assertThat(told()).containsExactly(gap("too_large", 4, 4));
    }
}
