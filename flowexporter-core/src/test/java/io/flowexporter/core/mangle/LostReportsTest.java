package io.flowexporter.core.mangle;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.core.continuity.FlowContinuity;
import io.flowexporter.core.continuity.Reports;
import io.flowexporter.testkit.CollectedOutput;
import io.flowexporter.testkit.TestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Reports of several flows that get lost, come twice, or overtake each other. The rule: a report says that one is
 * missing if, when it came, neither the report just before it nor a later one of its flow had come, but an earlier one
 * had. So a report that is only late counts as missing when the next one overtakes it, and does not count again when it
 * comes.
 */
class LostReportsTest {
    private static final int FLOWS = 4;
    private static final int REPORTS = 8;

    /** The report of that flow and of that place in its order. */
    private record Arrival(int flow, int index) {}

    /** What comes: how often each of all reports, and how far each is late. */
    private record Delivery(List<Integer> copies, List<Integer> late) {
        List<Arrival> arrivals() {
            record Timed(Arrival arrival, int at) {}
            List<Timed> timed = new ArrayList<>();
            for (int i = 0; i < copies.size(); i++) {
                for (int copy = 0; copy < copies.get(i); copy++) {
                    timed.add(new Timed(new Arrival(i % FLOWS, i / FLOWS), i / FLOWS + late.get(i)));
                }
            }
            return timed.stream()
                    .sorted((one, other) -> Integer.compare(one.at(), other.at()))
                    .map(Timed::arrival)
                    .toList();
        }
    }

    @Provide
    Arbitrary<Delivery> inOrder() {
        return deliveries(Arbitraries.just(0));
    }

    @Provide
    Arbitrary<Delivery> disordered() {
        return deliveries(Arbitraries.integers().between(0, 3));
    }

    private static Arbitrary<Delivery> deliveries(Arbitrary<Integer> late) {
        // Most come once; some never, some twice.
        Arbitrary<Integer> copies = Arbitraries.of(1, 1, 1, 1, 0, 2);
        return Combinators.combine(
                        copies.list().ofSize(FLOWS * REPORTS), late.list().ofSize(FLOWS * REPORTS))
                .as(Delivery::new);
    }

    @Provide
    Arbitrary<long[]> intervals() {
        return Arbitraries.longs()
                .between(0, 1000)
                .array(long[].class)
                .ofSize(4)
                .filter(interval -> Arrays.stream(interval).sum() > 0);
    }

    @Property(tries = 300)
    void findsEachGapOnceWhenReportsKeepTheirOrder(
            @ForAll("inOrder") Delivery delivery, @ForAll("sizes") List<long[]> sizes) {
        List<Arrival> arrivals = delivery.arrivals();

        List<Integer> gaps = new ArrayList<>();
        for (int flow = 0; flow < FLOWS; flow++) {
            int which = flow;
            int[] came = arrivals.stream()
                    .filter(arrival -> arrival.flow() == which)
                    .mapToInt(Arrival::index)
                    .distinct()
                    .toArray();
            gaps.add((int) IntStream.range(1, came.length)
                    .filter(i -> came[i] > came[i - 1] + 1)
                    .count());
        }

        assertThat(found(arrivals, sizes)).isEqualTo(gaps);
    }

    @Property(tries = 300)
    void findsWhatIsMissingAtTheTimeWhenReportsOvertakeEachOther(
            @ForAll("disordered") Delivery delivery, @ForAll("sizes") List<long[]> sizes) {
        List<Arrival> arrivals = delivery.arrivals();

        Integer[] missing = new Integer[FLOWS];
        Arrays.fill(missing, 0);
        int[] furthest = new int[FLOWS];
        Arrays.fill(furthest, -1);
        for (Arrival arrival : arrivals) {
            int before = furthest[arrival.flow()];
            if (before >= 0 && arrival.index() > before + 1) {
                missing[arrival.flow()]++;
            }
            furthest[arrival.flow()] = Math.max(before, arrival.index());
        }

        assertThat(found(arrivals, sizes)).containsExactly(missing);
    }

    @Provide
    Arbitrary<List<long[]>> sizes() {
        return intervals().list().ofSize(FLOWS * REPORTS);
    }

    /** How many losses the log tells, by flow. */
    private static List<Integer> found(List<Arrival> arrivals, List<long[]> sizes) {
        List<Reports> flows = IntStream.range(0, FLOWS)
                .mapToObj(flow -> new Reports(Integer.toHexString(flow + 10), "tid"))
                .toList();
        for (int i = 0; i < sizes.size(); i++) {
            long[] size = sizes.get(i);
            flows.get(i % FLOWS).add(size[0], size[1], size[2], size[3]);
        }
        TestContext context = new TestContext();
        FlowContinuity continuity = new FlowContinuity(100);
        LogStatusMangler<Seen> mangler = new LogStatusMangler<>(Duration.ofDays(1), Duration.ofDays(1), 10, context);
        CollectedOutput<Seen> out = new CollectedOutput<>();
        for (Arrival arrival : arrivals) {
            Flow flow = flows.get(arrival.flow()).get(arrival.index());
            Seen record = Seen.of(flow.withContinuity(continuity.next(flow)));
            mangler.mangle(List.of(record), context.clock().instant(), out);
        }
        List<Seen> skipped = out.records().stream()
                .filter(record -> record.status().equals("SKIPDATA"))
                .toList();
        return IntStream.range(0, FLOWS)
                .mapToObj(flow -> (int) skipped.stream()
                        .filter(record -> record.uuid().equals(Integer.toHexString(flow + 10)))
                        .count())
                .toList();
    }
}
