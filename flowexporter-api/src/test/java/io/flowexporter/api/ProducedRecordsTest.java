package io.flowexporter.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.record.Field;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Transform;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProducedRecordsTest {
    private static final Option<Boolean> WITH_SUM = Option.bool("with_sum").defaultValue(false);
    private static final StageType<Transform<Pair>> PAIRS = StageType.transform(
            "pairs",
            settings -> settings.get(WITH_SUM)
                    ? RecordType.of(
                            Pair.class,
                            Field.integer("a", Pair::a),
                            Field.integer("b", Pair::b),
                            Field.integer("sum", pair -> pair.a() + pair.b()))
                    : RecordType.of(Pair.class, Field.integer("a", Pair::a), Field.integer("b", Pair::b)),
            (settings, context) -> (flow, out) -> out.emit(new Pair(1, 2)),
            WITH_SUM);

    record Pair(long a, long b) {}

    @Test
    void theFieldsOfRecordsFollowTheSettings() {
        assertThat(fields(PAIRS)).containsExactly("a", "b");
        assertThat(fields(PAIRS.with(WITH_SUM, true))).containsExactly("a", "b", "sum");
    }

    @Test
    void aPipelineKnowsTheFieldsThatItsSettingsMake() {
        Pipeline pipeline = Pipeline.builder("p")
                .from(maxWait -> null)
                .transform(PAIRS.with(WITH_SUM, true))
                .sink((tag, records, now) -> {})
                .build();

        assertThat(pipeline.recordType().orElseThrow().fields())
                .extracting(Field::name)
                .containsExactly("a", "b", "sum");
    }

    private static List<String> fields(StageSpec<?> spec) {
        return spec.produces().orElseThrow().fields().stream().map(Field::name).toList();
    }
}
