package io.flowexporter.vpclogs;

import static io.flowexporter.vpclogs.Seen.byOne;
import static io.flowexporter.vpclogs.Seen.byTwo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.flowexporter.testkit.TestContext;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FirewallActionTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void tellsWhatGotThrough(String name, ActionScenario played, List<String> expected) {
        assertThat(played.story()).isEqualTo(expected);
    }

    static Stream<Arguments> scenarios() {
        return Stream.of(
                arguments(
                        "both sides in one batch are accepted, from the connection's start to its last packet",
                        play().batch(byOne(5), byTwo(5)),
                        List.of("A of-one 0-9 5/5")),
                arguments(
                        "the other order makes no difference",
                        play().batch(byTwo(5), byOne(5)),
                        List.of("A of-one 0-9 5/5")),
                arguments(
                        "nor do different batches",
                        play().batch(byTwo(5)).seconds(4).batch(byOne(5)).seconds(20),
                        List.of("A of-one 0-9 5/5")),
                arguments(
                        "the lesser of each counter and of Last is confirmed",
                        play().batch(byOne(7).last(8), byTwo(5).last(6)),
                        List.of("A of-one 0-6 5/5")),
                arguments(
                        "a later record tells the difference, from the last confirmed packet on",
                        play().batch(byOne(7), byTwo(5).last(6)).batch(byOne(7).then(3), byTwo(5).then(6)),
                        List.of("A of-one 0-6 5/5", "A of-one 6-19 5/10")),
                arguments(
                        "a side that is not in the batch counts with what it said last",
                        play().batch(byOne(7), byTwo(5).last(6))
                                .batch(byTwo(5).last(6).then(1)),
                        List.of("A of-one 0-6 5/5", "A of-one 6-9 1/6")),
                arguments(
                        "nothing new is not reported",
                        play().batch(byOne(5), byTwo(5)).batch(byOne(5).thenEnd(), byTwo(5).thenEnd()),
                        List.of("A of-one 0-9 5/5")),
                arguments(
                        "an end by time-out brings nothing, whether the connection is known or not",
                        play().batch(byOne(5).closed(), byTwo(5).closed())
                                .batch(byOne(5).closed().thenEnd())
                                .seconds(60)
                                .batch(byTwo(5).closed().thenEnd())
                                .seconds(60),
                        List.of("A of-one 0-9 5/5")),
                arguments(
                        "when both have ended, Last is the later one",
                        play().batch(byOne(5).last(6).closed(), byTwo(5).last(8).closed()),
                        List.of("A of-one 0-8 5/5")),
                arguments(
                        "when one has ended, Last is still the lesser one",
                        play().batch(byOne(5).last(6), byTwo(5).last(8).closed()),
                        List.of("A of-one 0-6 5/5")),
                arguments(
                        "what one side counts after the end is still confirmed by the other's next report",
                        play().batch(byOne(5).closed(), byTwo(6).closed())
                                .batch(byOne(5).closed().then(1))
                                .seconds(20),
                        List.of("A of-one 0-9 5/5", "A of-one 9-19 1/6")),
                arguments(
                        "one side alone is rejected when its time is over",
                        play().batch(byOne(5)).seconds(5).seconds(0.2),
                        List.of("R of-one 0-10 5/5")),
                arguments("but not before", play().batch(byOne(5)).seconds(4.9).seconds(0.1), List.of()),
                arguments(
                        "each side under its own tag",
                        play().batch(byTwo(5)).seconds(5.2),
                        List.of("R of-two 0-10 5/5")),
                arguments(
                        "a rejected interval is rejected once, the next one again",
                        play().batch(byOne(5))
                                .seconds(20)
                                .batch(byOne(5).then(2))
                                .seconds(20),
                        List.of("R of-one 0-10 5/5", "R of-one 10-20 2/7")),
                arguments(
                        "reports of one side while it waits become one record",
                        play().batch(byOne(5))
                                .seconds(3)
                                .batch(byOne(5).then(2))
                                .seconds(2.2),
                        List.of("R of-one 0-20 7/7")),
                arguments(
                        "reports of one side while it waits are all confirmed by the other",
                        play().batch(byOne(5))
                                .seconds(3)
                                .batch(byOne(5).then(2))
                                .batch(byTwo(7).last(19)),
                        List.of("A of-one 0-19 7/7")),
                arguments(
                        "a second side that comes after the reject waits, too, and is rejected",
                        play().batch(byOne(5)).seconds(6).batch(byTwo(5)).seconds(6),
                        List.of("R of-one 0-10 5/5", "R of-two 0-10 5/5")),
                arguments(
                        "and from the next interval on both are accepted",
                        play().batch(byOne(5))
                                .seconds(6)
                                .batch(byTwo(5))
                                .seconds(6)
                                .batch(byOne(5).then(2), byTwo(5).then(2)),
                        List.of("R of-one 0-10 5/5", "R of-two 0-10 5/5", "A of-one 0-19 2/7")),
                arguments(
                        "one side that goes on alone is rejected, without counters, up to what was confirmed",
                        play().batch(byOne(5), byTwo(5)).batch(byOne(5).then(3)).seconds(5.2),
                        List.of("A of-one 0-9 5/5", "R of-one 0-9 0/5")),
                arguments(
                        "not if the other side reports the same interval in another message",
                        play().batch(byOne(5), byTwo(5))
                                .batch(byOne(5).then(3))
                                .seconds(1)
                                .batch(byTwo(5).then(3))
                                .seconds(20),
                        List.of("A of-one 0-9 5/5", "A of-one 9-19 3/8")),
                arguments(
                        "nor if it confirms none of it, but reports",
                        play().batch(byOne(5), byTwo(5))
                                .batch(byOne(5).then(3))
                                .batch(byTwo(5).thenEnd())
                                .seconds(20),
                        List.of("A of-one 0-9 5/5")),
                arguments(
                        "going on alone, it is rejected with its own counters",
                        play().batch(byOne(5), byTwo(5))
                                .batch(byOne(5).then(3))
                                .seconds(6)
                                .batch(byOne(5).then(3).then(4))
                                .seconds(6),
                        List.of("A of-one 0-9 5/5", "R of-one 0-9 0/5", "R of-one 20-30 4/12")),
                arguments(
                        "sides that disagree who began are one connection, as the first side sees it",
                        play().batch(byOne(5), byTwo(4).swap()),
                        List.of("A of-one 0-9 4/4")),
                arguments(
                        "two flows of the first side and none of the second are both rejected",
                        play().batch(byOne(5), byOne(2).uuid("c")).seconds(5.2),
                        List.of("R of-one 0-10 5/5", "R of-one 0-10 2/2")),
                arguments(
                        "a third flow beside two that go on is rejected",
                        play().batch(byOne(5), byTwo(5), byOne(2).uuid("c")).batch(byOne(5).then(1), byTwo(5).then(1)),
                        List.of("R of-one 0-10 2/2", "A of-one 0-9 5/5", "A of-one 9-19 1/6")),
                arguments(
                        "whichever side it is of",
                        play().batch(byOne(5), byTwo(5), byTwo(2).uuid("c")),
                        List.of("R of-two 0-10 2/2", "A of-one 0-9 5/5")),
                arguments(
                        "flows that follow on an ended connection are another one",
                        play().batch(byOne(5).closed(), byTwo(6).closed())
                                .batch(byOne(2).uuid("c"), byTwo(2).uuid("d"))
                                .seconds(20),
                        List.of("A of-one 0-9 5/5", "A of-one 0-9 2/2")),
                arguments(
                        "the old flow's end does not stand for the new one's other side",
                        play().batch(byOne(5).closed(), byTwo(6).closed())
                                .batch(byOne(2).uuid("c"))
                                .batch(byTwo(6).closed().thenEnd())
                                .batch(byTwo(2).uuid("d"))
                                .seconds(20),
                        List.of("A of-one 0-9 5/5", "A of-one 0-9 2/2")),
                arguments(
                        "other connections are other matters",
                        play().batch(byOne(5), byTwo(4).of("d"))
                                .seconds(1)
                                .batch(byTwo(5))
                                .seconds(20),
                        List.of("A of-one 0-9 5/5", "R of-two 0-10 4/4")),
                arguments(
                        "other interfaces' flows are dropped",
                        play().batch(byOne(5), byTwo(5).tid("tid-three"), byTwo(5)),
                        List.of("A of-one 0-9 5/5")),
                arguments(
                        "a connection in the middle of its life is accepted from its start, with what the reports brought",
                        play().batch(byOne(50).then(3), byTwo(50).then(2)),
                        List.of("A of-one 0-19 2/52")),
                arguments(
                        "at the end, what waits is rejected",
                        play().batch(byOne(5), byTwo(5).of("d"), byTwo(1))
                                .batch(byOne(5).then(3))
                                .flush()
                                .flush(),
                        List.of("A of-one 0-9 1/1", "R of-two 0-10 5/5", "R of-one 0-9 0/1")));
    }

    private static ActionScenario play() {
        return new ActionScenario();
    }

    @Test
    void recordsShowTheFirstSide() {
        VpcFlowLog accepted =
                play().batch(byTwo(5).swap().closed(), byOne(5)).records().get(0);

        assertThat(accepted.direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(accepted.connection().initiatorIp()).isEqualTo("10.0.0.1");
        assertThat(accepted.initiated()).isTrue();
        assertThat(accepted.terminated()).isFalse();
        assertThat(accepted.total()).isEqualTo(new Counters(100, 10, 50, 5));
    }

    @Test
    void aConnectionBeginsOnce() {
        assertThat(play().batch(byOne(5))
                        .batch(byOne(5).then(1))
                        .batch(byTwo(5))
                        .batch(byTwo(5).then(1))
                        .records())
                .extracting(VpcFlowLog::initiated)
                .containsExactly(true, false);
    }

    @Test
    void countsAndForgetsWhatItMust() {
        ActionScenario scenario =
                new ActionScenario(FirewallAction.between(Seen.TID1, Seen.TID2).maxConversations(2));

        scenario.batch(byOne(1).of("w"), byOne(2).of("x"), byTwo(2).of("x"), byOne(3).of("y"))
                .batch(byOne(4).of("z"))
                .batch(byOne(2).of("x").then(1), byTwo(2).of("x").then(1))
                .flush();

        assertThat(scenario.story())
                .as("w waits and gives way; then x, which was accepted, and begins anew")
                .containsExactly(
                        "R of-one 0-10 1/1",
                        "A of-one 0-9 2/2",
                        "R of-one 0-10 3/3",
                        "A of-one 0-19 1/3",
                        "R of-one 0-10 4/4");
        assertThat(scenario.context().meter("conversations_evicted")).isEqualTo(3);
        assertThat(scenario.context().meter("conversations")).isLessThanOrEqualTo(2);
    }

    @Test
    void keepsNothingOfConnectionsThatAreOver() {
        ActionScenario scenario = play();
        IntStream.range(0, 1000)
                .forEach(i -> scenario.batch(
                                byOne(5).of("c" + i).closed(),
                                byTwo(5).of("c" + i).closed())
                        .batch(byOne(5).of("r" + i))
                        .seconds(6));

        assertThat(scenario.context().meter("conversations")).isZero();
        assertThat(scenario.story()).hasSize(2000);
    }

    @Test
    void forgetsAnAcceptedConnectionWhenBothSidesHaveReportedTheirEnd() {
        ActionScenario scenario = play().batch(byOne(5), byTwo(4));
        assertThat(scenario.context().meter("conversations")).isEqualTo(1);

        scenario.batch(byOne(5).thenEnd()).batch(byTwo(4).thenEnd());

        assertThat(scenario.context().meter("conversations")).isZero();
    }

    @Test
    void keepsRecordsBackOnlyWhileTheyWait() {
        ActionScenario scenario = play().batch(byOne(5), byOne(5).of("d"));
        assertThat(scenario.out().retained()).isEqualTo(2);

        scenario.batch(byTwo(5));
        assertThat(scenario.out().retained()).isEqualTo(1);

        scenario.seconds(6);
        assertThat(scenario.out().retained()).isZero();
        assertThat(scenario.out().created()).isZero();
    }

    @Test
    void saysWhatItDrops() {
        ActionScenario scenario = play().batch(byOne(5).tid("tid-three"), byOne(5).thenEnd(), byOne(5).of(""));

        assertThat(scenario.out().dropped()).containsOnlyKeys("other_interface", "nothing_new", "no_tracking_id");
    }

    @Test
    void zeroMeansTheUsualTimeout() {
        FirewallAction settings = FirewallAction.between(Seen.TID1, Seen.TID2).rejectTimeout(Duration.ZERO);

        assertThat(new ActionScenario(settings).batch(byOne(5)).seconds(4.9).story())
                .isEmpty();
        assertThat(new ActionScenario(settings).batch(byOne(5)).seconds(5.1).story())
                .hasSize(1);
    }

    @Test
    void refusesOneInterfaceForBothSides() {
        assertThatThrownBy(() -> FirewallAction.between("x", "y").tid2("x").create(new TestContext()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tid1 and tid2 must be two interfaces, but both are 'x'");
        assertThatThrownBy(() -> FirewallAction.between("x", "y").tid1(" ")).hasMessageContaining("must not be empty");
    }
}
