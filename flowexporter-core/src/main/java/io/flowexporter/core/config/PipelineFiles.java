package io.flowexporter.core.config;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.Problem;
import io.flowexporter.api.StageKind;
import io.flowexporter.api.StageSpec;
import io.flowexporter.core.internal.Printable;
import io.flowexporter.core.source.HostName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads pipelines from configuration files:
 *
 * <pre>{@code
 * PipelineFile file = PipelineFiles.standard().read(Path.of("exporter.yml"));
 * PipelineRunner.run(file.pipeline());
 * }</pre>
 *
 * <p>Environment variables override the files: {@code SKYDIVE_PIPELINE_WRITE_S3_ENDPOINT} stands for
 * {@code pipeline.write.s3.endpoint}. Immutable.
 */
public final class PipelineFiles {
    private static final String STANDARD_INPUT = "-";
    private static final String ACCOUNT_FILE = "pipeline.account.file.filename";
    private static final String FLOW_FILE = "pipeline.subscriber.file.path";

    private final StageTypes types;
    private final KnownKeys keys;
    private final Map<String, String> environment;
    private final InputStream standardInput;

    /**
     * A reader of files that name those types.
     *
     * @param environment the variables that override the files
     * @param standardInput is read for the file {@code -}
     */
    public PipelineFiles(StageTypes types, Map<String, String> environment, InputStream standardInput) {
        this.types = types;
        this.keys = new KnownKeys(types);
        this.environment = Map.copyOf(environment);
        this.standardInput = Objects.requireNonNull(standardInput, "standardInput");
    }

    /**
     * A reader of files that name types of the plugins on the class path, with the environment of this process.
     *
     * @throws ConfigurationException if two plugins declare the same type
     */
    public static PipelineFiles standard() {
        return new PipelineFiles(StageTypes.found(), System.getenv(), System.in);
    }

    /**
     * Reads one file.
     *
     * @throws ConfigurationException if it can't be read or anything in it is wrong; it names all of it
     */
    public PipelineFile read(Path file) {
        return readAll(List.of(file.toString())).get(0);
    }

    /**
     * Reads the files of pipelines that run together, so that no two of them may have the same name or account.
     *
     * @param files names of files; {@code -} is the standard input
     * @throws ConfigurationException for the first file in which anything is wrong; those for the others are
     *     {@linkplain Throwable#getSuppressed suppressed} in it
     */
    public List<PipelineFile> readAll(List<String> files) {
        List<PipelineFile> read = new ArrayList<>();
        List<ConfigurationException> failures = new ArrayList<>();
        Together together = new Together();
        for (String file : files) {
            try {
                read.add(together.add(file));
            } catch (ConfigurationException e) {
                failures.add(e);
            }
        }
        if (failures.isEmpty()) {
            return List.copyOf(read);
        }
        ConfigurationException first = failures.get(0);
        failures.stream().skip(1).forEach(first::addSuppressed);
        throw first;
    }

    private ConfigFile parsed(String file) {
        return ConfigFile.parse(shown(file), bytes(file)).overriddenBy(environment, keys.settings());
    }

    private byte[] bytes(String file) {
        // One more byte than is allowed, so that the reader sees that the file is too large.
        int most = YamlReader.MAX_BYTES + 1;
        try {
            if (file.equals(STANDARD_INPUT)) {
                return standardInput.readNBytes(most);
            }
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                return in.readNBytes(most);
            }
        } catch (NoSuchFileException | InvalidPathException e) {
            throw unreadable(file, "there is no such file");
        } catch (AccessDeniedException e) {
            throw unreadable(file, "this user may not");
        } catch (IOException e) {
            throw unreadable(file, String.valueOf(e.getMessage()));
        }
    }

    private static ConfigurationException unreadable(String file, String why) {
        return refused(file, Problem.at("", Printable.line("Cannot read the file: " + why)));
    }

    private static ConfigurationException refused(String file, Problem problem) {
        return new ConfigurationException(shown(file), List.of(problem));
    }

    private static String shown(String file) {
        return file.equals(STANDARD_INPUT) ? "standard input" : Printable.of(file);
    }

    /** A file's base name, as far as a pipeline may be named so. */
    static String pipelineName(String file) {
        if (file.equals(STANDARD_INPUT)) {
            return "stdin";
        }
        String base = Path.of(file).getFileName() == null
                ? ""
                : Path.of(file).getFileName().toString();
        String name = base.replaceFirst("\\.(yml|yaml)$", "").replaceAll("[^A-Za-z0-9._-]+", "-");
        return name.isEmpty() ? "pipeline" : name.substring(0, Math.min(64, name.length()));
    }

    /** Pipelines of one process, which must not be taken for each other. */
    private final class Together {
        private final Map<String, String> names = new HashMap<>();
        private final Map<Path, String> accounts = new HashMap<>();
        private final Map<String, String> hostIds = new HashMap<>();
        private boolean defaultHostIdTaken;
        private Optional<String> readerOfStandardInput = Optional.empty();

        private PipelineFile add(String file) {
            ConfigFile values = parsed(file);
            String name = pipelineName(file);
            String namesake = names.putIfAbsent(name, shown(file));
            if (namesake != null) {
                throw refused(
                        file,
                        Problem.at(
                                "",
                                "Cannot name its pipeline '" + name + "': that is the name of the one of " + namesake
                                        + "; rename one of the files"));
            }
            Optional<YamlValue> hostId = values.find(KnownKeys.HOST_ID);
            if (hostId.isEmpty() && defaultHostIdTaken) {
                // An analyzer refuses a second client of the same id.
                values = values.with(KnownKeys.HOST_ID, HostName.ofThisMachine() + '-' + name);
            }
            defaultHostIdTaken |= hostId.isEmpty();
            Optional<Path> place = file.equals(STANDARD_INPUT) ? Optional.empty() : Optional.of(Path.of(file));
            PipelineFile read = new PipelineAssembler(types, keys, values, place, environment).assemble(name);
            checkAccount(file, values, read.pipeline());
            checkStandardInput(file, values, read.pipeline());
            return withHostIdWarning(read, values, hostId);
        }

        private void checkAccount(String file, ConfigFile values, Pipeline pipeline) {
            Optional<Path> account = pipeline.stage(StageKind.ACCOUNT).flatMap(PipelineFiles::accountFile);
            Optional<String> other = account.map(path -> accounts.putIfAbsent(path, shown(file)));
            if (other.isPresent()) {
                throw refused(
                        file,
                        new Problem(
                                values.line(ACCOUNT_FILE),
                                ACCOUNT_FILE,
                                Printable.line("'" + account.get() + "' is the account of " + other.get()
                                        + " too; give each pipeline its own")));
            }
        }

        /** Its second reader gets nothing, or what the first leaves, cut at any place. */
        private void checkStandardInput(String file, ConfigFile values, Pipeline pipeline) {
            boolean configuration = file.equals(STANDARD_INPUT);
            boolean flows = pipeline.stage(StageKind.SUBSCRIBER)
                    .flatMap(source -> given(source, FLOW_FILE))
                    .equals(Optional.of(STANDARD_INPUT));
            if (!configuration && !flows) {
                return;
            }
            if (readerOfStandardInput.isPresent() || configuration && flows) {
                throw refused(
                        file,
                        new Problem(
                                values.line(FLOW_FILE),
                                flows ? FLOW_FILE : "",
                                "Cannot read standard input: it is taken by "
                                        + readerOfStandardInput.orElse("this configuration itself")
                                        + "; name a file in its place"));
            }
            readerOfStandardInput = Optional.of(shown(file));
        }

        private PipelineFile withHostIdWarning(PipelineFile read, ConfigFile values, Optional<YamlValue> hostId) {
            String id = hostId.map(value -> String.valueOf(value.raw())).orElse("");
            Optional<String> other =
                    id.isEmpty() ? Optional.empty() : Optional.ofNullable(hostIds.putIfAbsent(id, read.file()));
            if (other.isEmpty()) {
                return read;
            }
            List<Problem> warnings = new ArrayList<>(read.warnings());
            warnings.add(
                    new Problem(
                            values.line(KnownKeys.HOST_ID),
                            KnownKeys.HOST_ID,
                            Printable.line(
                                    "'" + id + "' is that of " + other.get()
                                            + " too, and an analyzer refuses the second client of one id; give each its own, or none")));
            return read.withWarnings(warnings);
        }
    }

    private static Optional<Path> accountFile(StageSpec<?> account) {
        return given(account, ACCOUNT_FILE)
                .map(file -> Path.of(file).toAbsolutePath().normalize());
    }

    /** What is given for the option at that path. */
    private static Optional<String> given(StageSpec<?> stage, String path) {
        return stage.values().entrySet().stream()
                .filter(value -> value.getKey().path(stage.type()).equals(path))
                .map(value -> String.valueOf(value.getValue()))
                .findFirst();
    }
}
