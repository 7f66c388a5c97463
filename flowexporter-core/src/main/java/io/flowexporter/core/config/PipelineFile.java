package io.flowexporter.core.config;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a configuration file says. Immutable.
 *
 * @param file the file's name
 * @param pipeline the pipeline that it describes
 * @param warnings what the operator should know, by line; unmodifiable
 * @param logLevel {@code logging.level}, if it is given
 */
public record PipelineFile(
        String file, Pipeline pipeline, List<Problem> warnings, Optional<System.Logger.Level> logLevel) {
    public PipelineFile {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(pipeline, "pipeline");
        warnings = List.copyOf(warnings);
        Objects.requireNonNull(logLevel, "logLevel");
    }
}
