package io.flowexporter.core.continuity;

import static io.flowexporter.api.flow.Continuity.CONTINUES;
import static io.flowexporter.api.flow.Continuity.LOST;
import static io.flowexporter.api.flow.Continuity.REPEATED;
import static io.flowexporter.api.flow.Continuity.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.testkit.Recording;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FlowContinuityTest {
    private static final Reports FIVE = new Reports("a1", "tid")
            .add(1, 60, 1, 50)
            .add(2, 120, 2, 100)
            .add(0, 0, 0, 0)
            .add(3, 180, 0, 0)
            .end(1, 60, 1, 50);

    private final FlowContinuity continuity = new FlowContinuity(100);

    static Stream<Arguments> arrivals() {
        return Stream.of(
                Arguments.of(
                        "all in order", List.of(0, 1, 2, 3, 4), "CONTINUES CONTINUES CONTINUES CONTINUES CONTINUES"),
                Arguments.of("one is lost", List.of(0, 2, 3), "CONTINUES LOST CONTINUES"),
                Arguments.of(
                        "an idle one is lost, and nothing with it", List.of(0, 1, 3), "CONTINUES CONTINUES CONTINUES"),
                Arguments.of("the first is lost", List.of(1, 2, 3), "UNKNOWN CONTINUES CONTINUES"),
                Arguments.of("two are lost apart", List.of(0, 2, 4), "CONTINUES LOST LOST"),
                Arguments.of("one comes twice", List.of(0, 1, 1, 3), "CONTINUES CONTINUES REPEATED CONTINUES"),
                Arguments.of("one comes late", List.of(0, 3, 1, 4), "CONTINUES LOST CONTINUES CONTINUES"),
                Arguments.of(
                        "one comes again late",
                        List.of(0, 1, 3, 1, 4),
                        "CONTINUES CONTINUES CONTINUES CONTINUES CONTINUES"),
                Arguments.of("nothing is known after the end", List.of(0, 4, 1), "CONTINUES LOST UNKNOWN"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("arrivals")
    void tellsWhatEachReportIsToTheOnesBefore(String name, List<Integer> arrivals, String expected) {
        assertThat(arrivals.stream()
                        .map(index -> continuity.next(FIVE.get(index)).name()))
                .containsExactly(expected.split(" "));
    }

    @ParameterizedTest
    @CsvSource({"1,0,0,0", "0,1,0,0", "0,0,1,0", "0,0,0,1"})
    void findsALossByEachOfTheFourCounters(long abPackets, long abBytes, long baPackets, long baBytes) {
        Reports reports = new Reports("a1", "tid")
                .add(5, 5, 5, 5)
                .add(abPackets, abBytes, baPackets, baBytes)
                .add(5, 5, 5, 5);

        continuity.next(reports.get(0));

        assertThat(continuity.next(reports.get(2))).isEqualTo(LOST);
    }

    @Test
    void takesAnEndThatRepeatsTheIntervalBeforeForARepeat() {
        Reports dns = new Reports("d", "tid").add(1, 60, 1, 90).repeatedEnd();

        assertThat(continuity.next(dns.get(0))).isEqualTo(CONTINUES);
        assertThat(continuity.next(dns.get(1))).isEqualTo(REPEATED);
    }

    @Test
    void keepsFlowsApart() {
        Reports other = new Reports("b2", "tid").add(9, 9, 9, 9).add(9, 9, 9, 9);

        assertThat(Stream.of(FIVE.get(0), other.get(0), FIVE.get(1), other.get(1))
                        .map(continuity::next))
                .containsOnly(CONTINUES);
    }

    @Test
    void knowsNothingOfReportsWithoutCounters() {
        assertThat(continuity.next(FIVE.withoutMetrics())).isEqualTo(UNKNOWN);
        assertThat(continuity.next(FIVE.get(1))).isEqualTo(UNKNOWN);
    }

    @Test
    void forgetsTheFlowThatIsSilentForLongestWhenThereAreTooMany() {
        List<Reports> flows = IntStream.range(0, 101)
                .mapToObj(flow -> new Reports(Integer.toHexString(flow + 1), "tid")
                        .add(1, 1, 1, 1)
                        .add(1, 1, 1, 1))
                .toList();

        flows.forEach(flow -> continuity.next(flow.get(0)));

        assertThat(continuity.evicted()).isEqualTo(1);
        assertThat(continuity.next(flows.get(1).get(1))).isEqualTo(CONTINUES);
        assertThat(continuity.next(flows.get(0).get(1))).isEqualTo(UNKNOWN);
    }

    @Test
    void forgetsNoFlowForOneThatBeginsAndEndsAtOnce() {
        List<Reports> flows = IntStream.range(0, 100)
                .mapToObj(flow -> new Reports(Integer.toHexString(flow + 1), "tid")
                        .add(1, 1, 1, 1)
                        .add(1, 1, 1, 1))
                .toList();
        flows.forEach(flow -> continuity.next(flow.get(0)));

        assertThat(continuity.next(new Reports("ffff", "tid").end(1, 60, 1, 50).get(0)))
                .isEqualTo(CONTINUES);

        assertThat(continuity.evicted()).isZero();
        assertThat(flows.stream().map(flow -> continuity.next(flow.get(1)))).containsOnly(CONTINUES);
    }

    @ParameterizedTest
    @CsvSource({Recording.PLAIN + ",1046", Recording.TCP_METRIC + ",1451"})
    void findsNoLossInARecordingOfARealAnalyzer(String recording, int flows) throws MalformedMessageException {
        Map<Continuity, Integer> found = counted(recording);

        assertThat(found).doesNotContainKey(LOST);
        assertThat(found.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(flows);
    }

    @Test
    void findsEachRepeatOfTheRecordings() throws MalformedMessageException {
        int repeats = Stream.of(counted(Recording.PLAIN), counted(Recording.TCP_METRIC))
                .mapToInt(found -> found.getOrDefault(REPEATED, 0))
                .sum();

        assertThat(repeats).isEqualTo(181);
    }

    private static Map<Continuity, Integer> counted(String recording) throws MalformedMessageException {
        FlowContinuity continuity = new FlowContinuity(10_000);
        Map<Continuity, Integer> found = new EnumMap<>(Continuity.class);
        for (Recording.Frame frame : Recording.load(recording).frames()) {
            for (Flow flow : new MessageParser().parse(frame.bytes()).flows()) {
                found.merge(continuity.next(flow), 1, Integer::sum);
            }
        }
        return found;
    }
}
