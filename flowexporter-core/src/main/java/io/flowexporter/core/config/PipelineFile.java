package io.flowexporter.core.config;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.Problem;
import io.flowexporter.core.durability.Durability;
import io.flowexporter.core.status.ListenAddress;
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
 * @param durability what of the pipeline outlives the process
 * @param status where its state is to be shown, if at all
 * @param explanation what it comes to, with defaults and the environment
 */
public record PipelineFile(
        String file,
        Pipeline pipeline,
        List<Problem> warnings,
        Optional<System.Logger.Level> logLevel,
        Durability durability,
        Optional<Listen> status,
        Explanation explanation) {
    /**
     * Where to listen.
     *
     * @param address the address
     * @param line the line of the file that says so; 0 if another place does
     */
    public record Listen(ListenAddress address, int line) {
        public Listen {
            Objects.requireNonNull(address, "address");
        }
    }

    public PipelineFile {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(pipeline, "pipeline");
        warnings = List.copyOf(warnings);
        Objects.requireNonNull(logLevel, "logLevel");
        Objects.requireNonNull(durability, "durability");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(explanation, "explanation");
    }

    /** The same with other warnings. */
    PipelineFile withWarnings(List<Problem> others) {
        return new PipelineFile(file, pipeline, others, logLevel, durability, status, explanation);
    }
}
