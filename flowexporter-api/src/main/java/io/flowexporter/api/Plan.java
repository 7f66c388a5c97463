package io.flowexporter.api;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.record.StatusRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a builder has collected so far. Immutable. */
final class Plan {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final String name;
    private final Map<StageKind, StageSpec<?>> stages;
    private final List<PipelineListener> listeners;

    private Plan(String name, Map<StageKind, StageSpec<?>> stages, List<PipelineListener> listeners) {
        this.name = name;
        this.stages = stages;
        this.listeners = listeners;
    }

    static Plan named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "Cannot name a pipeline '" + name + "': use 1 to 64 characters out of A-Z a-z 0-9 . _ -");
        }
        return new Plan(name, new EnumMap<>(StageKind.class), List.of());
    }

    Plan with(StageSpec<?> stage) {
        Map<StageKind, StageSpec<?>> more = new EnumMap<>(stages);
        more.put(stage.type().kind(), stage);
        return new Plan(name, more, listeners);
    }

    Plan with(PipelineListener listener) {
        List<PipelineListener> more = new ArrayList<>(listeners);
        more.add(listener);
        return new Plan(name, stages, List.copyOf(more));
    }

    String name() {
        return name;
    }

    List<StageSpec<?>> stages() {
        return Collections.unmodifiableList(new ArrayList<>(stages.values()));
    }

    Optional<StageSpec<?>> stage(StageKind kind) {
        return Optional.ofNullable(stages.get(kind));
    }

    List<PipelineListener> listeners() {
        return listeners;
    }

    Optional<RecordType<?>> recordType() {
        StageSpec<?> transform = stages.get(StageKind.TRANSFORM);
        return transform == null ? Optional.empty() : transform.produces();
    }

    void check() {
        List<Problem> problems = new ArrayList<>();
        for (StageSpec<?> stage : stages.values()) {
            problems.addAll(stage.problems());
            StageType<?> type = stage.type();
            if (type.asksTopology() && !stages.containsKey(StageKind.TOPOLOGY)) {
                problems.add(Problem.at(
                        type.path(), "asks the topology, but there is no analyzer: add .topology(…) before .from(…)"));
            }
            problems.addAll(fit(type));
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException("pipeline '" + name + "'", problems);
        }
    }

    private List<Problem> fit(StageType<?> type) {
        List<Problem> problems = new ArrayList<>();
        String section = "pipeline." + type.kind().section() + ".type";
        Optional<Class<?>> records = stages.containsKey(StageKind.TRANSFORM)
                ? recordType().map(RecordType::recordClass)
                : Optional.of(Flow.class);
        boolean takesRecords =
                type.kind() == StageKind.MANGLE || type.kind() == StageKind.STORE || type.kind() == StageKind.ENCODE;
        if (takesRecords && records.isPresent() && !type.accepts().isAssignableFrom(records.get())) {
            String transform = Optional.ofNullable(stages.get(StageKind.TRANSFORM))
                    .map(StageSpec::toString)
                    .orElse("none");
            problems.add(Problem.at(
                    section,
                    "'" + type.name() + "' needs " + needed(type.accepts())
                            + ", but pipeline.transform.type '" + transform + "' produces "
                            + records.get().getSimpleName()));
        }
        if (type.kind() == StageKind.STOREHEADER) {
            StageSpec<?> encoder = stages.get(StageKind.ENCODE);
            if (encoder != null && !encoder.type().allowsEnvelope()) {
                problems.add(Problem.at(
                        section,
                        "'" + type.name() + "' puts fields around the records, which encode '"
                                + encoder.type().name() + "' cannot write; use json"));
            }
        }
        return problems;
    }

    private static String needed(Class<?> records) {
        return records == StatusRecord.class
                ? "records that tell their continuity"
                : records.getSimpleName() + " records";
    }

    @Override
    public String toString() {
        return stages.entrySet().stream()
                .filter(entry -> entry.getKey() != StageKind.TOPOLOGY)
                .map(entry -> entry.getValue().toString())
                .collect(Collectors.joining(" → ", name + ": ", ""));
    }
}
