package io.flowexporter.core.durability;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What became of records, but for those that are secured or wait. Immutable. The keys of the maps are a stage and a reason, such as
 * {@code store.too_many_wait}.
 *
 * @param received flows that came from the source, those among them that could not be read included
 * @param created records that came in for no flow
 * @param filtered flows taken away by the filter
 * @param absorbed records that went into others
 * @param leftOut records that do not belong into the format
 * @param lost records that should have been written
 * @param rejected flows that could not be read
 */
public record Totals(
        long received,
        long created,
        long filtered,
        long absorbed,
        Map<String, Long> leftOut,
        Map<String, Long> lost,
        Map<String, Long> rejected) {
    /** Nothing happened yet. */
    public static final Totals NONE = new Totals(0, 0, 0, 0, Map.of(), Map.of(), Map.of());

    public Totals {
        leftOut = Map.copyOf(leftOut);
        lost = Map.copyOf(lost);
        rejected = Map.copyOf(rejected);
    }

    /** Both together. */
    public Totals plus(Totals other) {
        return new Totals(
                received + other.received,
                created + other.created,
                filtered + other.filtered,
                absorbed + other.absorbed,
                sum(leftOut, other.leftOut),
                sum(lost, other.lost),
                sum(rejected, other.rejected));
    }

    /** How many records came and are neither filtered, absorbed, left out, lost nor rejected: they are secured, or wait. */
    public long remaining() {
        return received + created - filtered - absorbed - sum(leftOut) - sum(lost) - sum(rejected);
    }

    private static Map<String, Long> sum(Map<String, Long> some, Map<String, Long> others) {
        if (others.isEmpty()) {
            return some;
        }
        Map<String, Long> all = new TreeMap<>(some);
        others.forEach((key, count) -> all.merge(Objects.requireNonNull(key), count, Long::sum));
        return all;
    }

    private static long sum(Map<String, Long> counts) {
        long sum = 0;
        for (long count : counts.values()) {
            sum += count;
        }
        return sum;
    }
}
