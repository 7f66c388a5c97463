package io.flowexporter.api.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.flowexporter.api.flow.Gap;
import io.flowexporter.api.flow.Tag;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ObjectInfoTest {
    private static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");

    private static ObjectInfo.Builder info() {
        return ObjectInfo.at("bucket", "key", Tag.OTHER)
                .records(3)
                .covers(Instant.ofEpochMilli(1), Instant.ofEpochMilli(2));
    }

    @Test
    void theMetadataOfACompleteObjectAreTheOriginals() {
        assertThat(info().build().metadata())
                .containsExactly(
                        entry("first-timestamp", "1"), entry("last-timestamp", "2"), entry("num-records", "3"));
    }

    @Test
    void theMetadataOfAnIncompleteObjectSayWhatIsMissing() {
        Gap first = new Gap("disconnected", NOON, NOON.plusMillis(7500));
        Gap second =
                new Gap("ring_full", NOON.plusSeconds(60), NOON.plusSeconds(61).plusNanos(5));
        ObjectInfo info = info().gaps(List.of(first, second)).build();
        assertThat(info.complete()).isFalse();
        assertThat(info.gaps()).containsExactly(first, second);
        assertThat(info.metadata())
                .containsEntry("complete", "false")
                .containsEntry(
                        "gaps",
                        "disconnected 2024-05-01T12:00:00Z/2024-05-01T12:00:07.500Z;"
                                + "ring_full 2024-05-01T12:01:00Z/2024-05-01T12:01:01Z");
        assertThat(info().complete(false).build().metadata())
                .containsEntry("complete", "false")
                .doesNotContainKey("gaps");
    }

    @Test
    void theMetadataStayBelowWhatStoresTake() {
        List<Gap> gaps = IntStream.range(0, 100)
                .mapToObj(i -> new Gap(
                        "a_reason_as_long_as_it_may_be_so",
                        Instant.MIN.plusSeconds(2L * i),
                        Instant.MAX.minusSeconds(i)))
                .toList();
        List<Gap> apart = IntStream.range(0, 100)
                .mapToObj(i -> new Gap(
                        "a_reason_as_long_as_it_may_be_so",
                        Instant.MIN.plusMillis(2003L * i),
                        Instant.MIN.plusMillis(2003L * i + 1)))
                .toList();
        for (List<Gap> each : List.of(gaps, apart)) {
            int bytes = info().gaps(each).build().metadata().entrySet().stream()
                    .mapToInt(
                            entry -> entry.getKey().length() + entry.getValue().length())
                    .sum();
            assertThat(bytes).isLessThan(1500);
        }
    }
}
