package io.flowexporter.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.core.flow.MessageParser;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReplayFramesTest {
    private static final int RECORDED_FLOWS = 1_451;

    private final MessageParser parser = new MessageParser();

    @Test
    void everyRoundHasTheRecordedFlowsUnderOtherIds() throws Exception {
        ReplayFrames frames = ReplayFrames.of(2);

        assertThat(frames.flows()).isEqualTo(2 * RECORDED_FLOWS);
        List<ReplayFrames.Frame> all = frames.frames();
        Set<Long> first = uuids(all.subList(0, all.size() / 2));
        Set<Long> second = uuids(all.subList(all.size() / 2, all.size()));
        assertThat(second).hasSameSizeAs(first).doesNotContainAnyElementsOf(first);
    }

    @Test
    void aFlowIsAboutAKilobyte() {
        ReplayFrames frames = ReplayFrames.of(1);

        assertThat(frames.bytes() / frames.flows()).isBetween(950L, 1_050L);
    }

    @Test
    void distinctFlowsAreDistinctAndOtherwiseUnchanged() throws Exception {
        ReplayFrames.Frame frame = ReplayFrames.of(1).frames().get(0);
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            ReplayFrames.Frame other = frame.withUuids((long) i * frame.flows());
            seen.addAll(uuids(List.of(other)));
            assertThat(other.bytes()).hasSameSizeAs(frame.bytes());
        }

        assertThat(seen).hasSize(100 * frame.flows());
        assertThat(networks(frame.withUuids(7))).isEqualTo(networks(frame));
    }

    private Set<Long> uuids(List<ReplayFrames.Frame> frames) throws Exception {
        Set<Long> uuids = new HashSet<>();
        for (ReplayFrames.Frame frame : frames) {
            LongStream each = flows(frame).stream().mapToLong(Flow::uuidBits);
            each.forEach(uuids::add);
        }
        return uuids;
    }

    private List<String> networks(ReplayFrames.Frame frame) throws Exception {
        return flows(frame).stream()
                .map(flow -> flow.network().a() + " " + flow.network().b())
                .toList();
    }

    private List<? extends Flow> flows(ReplayFrames.Frame frame) throws Exception {
        byte[] message = frame.message();
        return parser.parse(message, 0, message.length).flows();
    }
}
