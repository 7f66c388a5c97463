package io.flowexporter.core.runtime;

import io.flowexporter.api.Option;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageKind;
import io.flowexporter.api.StageSpec;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Tells where a pipeline's objects go, in words without any secret, so that another place can be told from it. */
final class Destination {
    private static final Set<String> PLACES = Set.of("dirname", "endpoint", "directory");

    private Destination() {}

    static String of(Pipeline pipeline) {
        StringBuilder text = new StringBuilder();
        for (StageKind kind : new StageKind[] {StageKind.STORE, StageKind.WRITE}) {
            pipeline.stage(kind).ifPresent(stage -> append(text, stage));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, StageSpec<?> stage) {
        Map<String, String> values = new TreeMap<>();
        for (Map.Entry<Option<?>, Object> value : stage.values().entrySet()) {
            if (PLACES.contains(value.getKey().name())) {
                values.put(value.getKey().name(), String.valueOf(value.getValue()));
            }
        }
        text.append(text.isEmpty() ? "" : " → ")
                .append(stage.type().name())
                .append(values.isEmpty() ? "" : " " + values);
    }
}
