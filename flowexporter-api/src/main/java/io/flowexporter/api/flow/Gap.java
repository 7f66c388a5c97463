package io.flowexporter.api.flow;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A time in which flows may be missing, and why. A gap that is not over yet can be told again with a later end: it is the
 * same gap as long as reason and beginning are the same. Immutable.
 *
 * @param reason why, in lower case and {@code _}, at most 32 characters, such as {@code disconnected}
 * @param from when it began
 * @param until when it ended, or when it was last seen to last; never before {@code from}
 */
public record Gap(String reason, Instant from, Instant until) {
    /** More gaps than this are never kept together. */
    public static final int MOST_TOGETHER = 10;

    private static final Pattern REASON = Pattern.compile("[a-z][a-z0-9_]{0,31}");

    /** A gap. An end before its beginning, as of a clock that was set back meanwhile, is taken for the beginning. */
    public Gap {
        if (!REASON.matcher(reason).matches()) {
            throw new IllegalArgumentException(
                    "Cannot name a gap '" + reason + "': it takes up to 32 lower-case letters, digits and '_'");
        }
        Objects.requireNonNull(from, "from");
        until = until.isBefore(from) ? from : until;
    }

    /** The same gap, lasting until then. */
    public Gap until(Instant later) {
        return new Gap(reason, from, later);
    }

    /** How long it lasted, as far as is known. */
    public Duration length() {
        return Duration.between(from, until);
    }

    /**
     * Those gaps and another one. Gaps of one reason that overlap or touch become one. Where there would be more than
     * {@value #MOST_TOGETHER}, the two of one reason with the shortest time between them become one; if each has a reason
     * of its own, the first is left out.
     *
     * @return unmodifiable
     */
    public static List<Gap> add(List<Gap> gaps, Gap gap) {
        List<Gap> all = new ArrayList<>(gaps.size() + 1);
        Gap joined = gap;
        for (Gap each : gaps) {
            if (each.touches(joined)) {
                joined = each.span(joined);
            } else {
                all.add(each);
            }
        }
        all.add(joined);
        if (all.size() > MOST_TOGETHER) {
            joinNearest(all);
        }
        return List.copyOf(all);
    }

    private static void joinNearest(List<Gap> gaps) {
        Optional<Duration> least = Optional.empty();
        int first = 0;
        int second = 0;
        for (int i = 0; i < gaps.size(); i++) {
            for (int j = i + 1; j < gaps.size(); j++) {
                Duration between = gaps.get(i).between(gaps.get(j));
                if (gaps.get(i).reason.equals(gaps.get(j).reason)
                        && least.filter(known -> known.compareTo(between) <= 0).isEmpty()) {
                    least = Optional.of(between);
                    first = i;
                    second = j;
                }
            }
        }
        Gap removed = gaps.remove(second);
        if (least.isPresent()) {
            gaps.set(first, gaps.get(first).span(removed));
        }
    }

    private boolean touches(Gap other) {
        return reason.equals(other.reason) && !until.isBefore(other.from) && !other.until.isBefore(from);
    }

    private Duration between(Gap other) {
        return until.isBefore(other.from) ? Duration.between(until, other.from) : Duration.between(other.until, from);
    }

    private Gap span(Gap other) {
        return new Gap(
                reason,
                from.isBefore(other.from) ? from : other.from,
                until.isAfter(other.until) ? until : other.until);
    }

    /** Such as {@code disconnected 2024-05-01T12:00:00Z/2024-05-01T12:00:07.5Z}. */
    @Override
    public String toString() {
        return reason + ' ' + from + '/' + until;
    }
}
