package io.flowexporter.vpclogs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ConfirmedTrafficTest {
    /**
     * What happens between two reports: which side reports next, how much more it has seen, what the clock does, and
     * whether the report comes in a batch of its own.
     */
    record Step(boolean byOne, int more, int tenthsOfSeconds, boolean sameBatch, boolean swapped) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(0, 80),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    /** Both sides report every interval, in any order, within the timeout; one may lag behind with what it has seen. */
    @Property(tries = 500)
    void whatBothSidesConfirmIsAcceptedOnceAndWhole(@ForAll("steps") List<Step> steps) {
        ActionScenario scenario = new ActionScenario();
        boolean swapped = steps.get(0).swapped();
        Seen one = null;
        Seen two = null;
        for (Step step : steps) {
            int moreOfTwo = (step.more() + step.tenthsOfSeconds()) % 10;
            one = one == null ? Seen.byOne(step.more() + 1) : one.then(step.more());
            two = two == null ? side(Seen.byTwo(moreOfTwo + 1), swapped) : two.then(moreOfTwo);
            Seen first = step.byOne() ? one : two;
            Seen second = step.byOne() ? two : one;
            if (step.sameBatch()) {
                scenario.batch(first, second);
            } else {
                scenario.batch(first)
                        .seconds(Math.min(step.tenthsOfSeconds(), 50) / 10.0)
                        .batch(second);
            }
            scenario.seconds(step.tenthsOfSeconds());
        }
        scenario.flush();

        Counters confirmed = new Counters(20, 2, 10, 1);
        long least = Math.min(one.total(), two.total());
        assertThat(scenario.records()).extracting(VpcFlowLog::verdict).containsOnly(Verdict.ACCEPTED);
        assertThat(sum(scenario.records()))
                .isEqualTo(new Counters(
                        confirmed.bytesFromInitiator() * least,
                        confirmed.packetsFromInitiator() * least,
                        confirmed.bytesFromTarget() * least,
                        confirmed.packetsFromTarget() * least))
                .isEqualTo(last(scenario.records()).total());
        assertThat(scenario.out().retained()).isZero();
    }

    /** Whatever comes and whenever: no record is forgotten, and nothing is accepted twice, or rejected twice for one side. */
    @Property(tries = 500)
    void nothingIsLostOrCountedTwice(@ForAll("steps") List<Step> steps) {
        ActionScenario scenario =
                new ActionScenario(FirewallAction.between(Seen.TID1, Seen.TID2).maxConversations(1));
        Seen one = null;
        Seen two = null;
        for (Step step : steps) {
            if (step.byOne()) {
                one = one == null ? Seen.byOne(step.more() + 1) : one.then(step.more());
            } else {
                two = two == null ? Seen.byTwo(step.more() + 1) : two.then(step.more());
            }
            scenario.batch(step.byOne() ? one : two);
            scenario.seconds(step.tenthsOfSeconds() / 10.0);
            if (step.more() == 7) {
                scenario.batch(
                        Seen.byOne(1).of("other"), Seen.byTwo(1).of("other").closed());
            }
        }
        scenario.flush();

        long seenByOne = one == null ? 0 : one.total();
        long seenByTwo = two == null ? 0 : two.total();
        assertThat(packets(scenario.records(), Verdict.ACCEPTED, Seen.TID1))
                .isLessThanOrEqualTo(Math.min(seenByOne, seenByTwo));
        assertThat(packets(scenario.records(), Verdict.REJECTED, Seen.TID1)).isLessThanOrEqualTo(seenByOne);
        assertThat(packets(scenario.records(), Verdict.REJECTED, Seen.TID2)).isLessThanOrEqualTo(seenByTwo);
        assertThat(scenario.out().retained()).isZero();
        assertThat(scenario.out().created()).isZero();
    }

    private static Seen side(Seen seen, boolean swapped) {
        return swapped ? seen.swap() : seen;
    }

    private static VpcFlowLog last(List<VpcFlowLog> records) {
        return records.get(records.size() - 1);
    }

    private static Counters sum(List<VpcFlowLog> records) {
        return records.stream()
                .map(VpcFlowLog::interval)
                .reduce(Counters.ZERO, (sum, each) -> sum.minus(Counters.ZERO.minus(each)));
    }

    private static long packets(List<VpcFlowLog> records, Verdict verdict, String tid) {
        return records.stream()
                .filter(log -> log.verdict() == verdict)
                .filter(log -> log.capturePoint().nodeTid().equals(tid))
                .filter(log -> log.capturePoint().trackingId().equals("c"))
                .mapToLong(log -> log.interval().packetsFromTarget())
                .sum();
    }
}
