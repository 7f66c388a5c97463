package io.flowexporter.core.config;

import io.flowexporter.api.Problem;
import io.flowexporter.core.durability.Durability;
import io.flowexporter.core.durability.Durability.Mode;
import io.flowexporter.core.durability.Durability.WhenFull;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code pipeline.durability}. */
final class DurabilityReader {
    private final SettingsReader settings;
    private final List<Problem> problems;
    private final List<Problem> warnings;

    DurabilityReader(SettingsReader settings, List<Problem> problems, List<Problem> warnings) {
        this.settings = settings;
        this.problems = problems;
        this.warnings = warnings;
    }

    Durability read() {
        Optional<Mode> mode = settings.read(PipelineSettings.DURABILITY_MODE);
        Optional<Path> directory = settings.read(PipelineSettings.DURABILITY_DIRECTORY);
        Optional<Long> maxBytes = settings.read(PipelineSettings.DURABILITY_MAX_BYTES);
        Optional<WhenFull> whenFull = settings.read(PipelineSettings.DURABILITY_WHEN_FULL);
        Mode chosen = mode.orElse(directory.isPresent() ? Mode.SPOOL : Mode.MEMORY);
        if (chosen == Mode.MEMORY) {
            directory.ifPresent(given -> unused(PipelineSettings.DURABILITY_DIRECTORY, "mode 'memory' keeps nothing"));
            String why = mode.isPresent() ? "mode 'memory' keeps nothing" : "without a directory nothing is kept";
            maxBytes.ifPresent(given -> unused(PipelineSettings.DURABILITY_MAX_BYTES, why));
            whenFull.ifPresent(given -> unused(PipelineSettings.DURABILITY_WHEN_FULL, why));
            return Durability.memory();
        }
        if (directory.isEmpty()) {
            missingDirectory(chosen);
            return Durability.memory();
        }
        Durability durability =
                chosen == Mode.JOURNAL ? Durability.journal(directory.get()) : Durability.spool(directory.get());
        durability = maxBytes.isPresent() ? durability.maxBytes(maxBytes.get()) : durability;
        return whenFull.isPresent() ? durability.whenFull(whenFull.get()) : durability;
    }

    private void missingDirectory(Mode mode) {
        if (settings.refused(PipelineSettings.DURABILITY_DIRECTORY.path())) {
            return;
        }
        String path = PipelineSettings.DURABILITY_MODE.path();
        problems.add(new Problem(
                settings.line(path),
                path,
                "'" + mode.name().toLowerCase(Locale.ROOT)
                        + "' needs a directory: give " + PipelineSettings.DURABILITY_DIRECTORY.path()
                        + ", or say 'memory' if nothing need outlive the process"));
    }

    private void unused(PipelineSettings.Setting<?> setting, String why) {
        warnings.add(new Problem(settings.line(setting.path()), setting.path(), "ignored, since " + why));
    }
}
