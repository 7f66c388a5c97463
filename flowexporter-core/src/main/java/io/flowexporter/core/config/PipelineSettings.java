package io.flowexporter.core.config;

import io.flowexporter.api.Option;
import io.flowexporter.core.durability.Durability.Mode;
import io.flowexporter.core.durability.Durability.WhenFull;
import io.flowexporter.core.status.ListenAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The settings of a pipeline as a whole, beside those of its stages. */
public final class PipelineSettings {
    private static final long LEAST_BYTES = 1L << 20;
    private static final Pattern BYTES = Pattern.compile("([0-9]{1,18})\\s*(KiB|MiB|GiB|TiB)?");
    private static final Map<String, Long> UNITS =
            Map.of("KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

    /** Where the pipeline's state is shown. */
    public static final Setting<ListenAddress> STATUS_LISTEN = setting(
            "pipeline.status",
            Option.of("listen", ListenAddress::parse)
                    .doc(
                            "Address and port of the status page, /status, /metrics, /livez and /readyz; none by default. A"
                                    + " port alone is one of 127.0.0.1, and port 0 is any that is free."));

    /** What outlives the process. */
    public static final Setting<Mode> DURABILITY_MODE = setting(
            "pipeline.durability",
            Option.of("mode", text -> word(Mode.class, text))
                    .doc("What outlives the process: 'memory' nothing, 'spool' finished objects, 'journal' all that was"
                            + " received; with a directory 'spool' by default, else 'memory'."));

    /** Where that is kept. */
    public static final Setting<Path> DURABILITY_DIRECTORY = setting(
            "pipeline.durability",
            Option.of("directory", PipelineSettings::path)
                    .doc("The directory to keep it in, with a directory for each pipeline below it."));

    /** How much of the disk that may take. */
    public static final Setting<Long> DURABILITY_MAX_BYTES = setting(
            "pipeline.durability",
            Option.of("max_bytes", PipelineSettings::bytes)
                    .check(bytes -> bytes >= LEAST_BYTES, "must be at least 1 MiB")
                    .doc("How many bytes of the disk it may take, also with KiB, MiB, GiB or TiB; 20 GiB by default."));

    /** What gives way then. */
    public static final Setting<WhenFull> DURABILITY_WHEN_FULL = setting(
            "pipeline.durability",
            Option.of("when_full", text -> word(WhenFull.class, text))
                    .doc("What gives way when those are taken: 'drop_newest' what comes, 'drop_oldest' the oldest"
                            + " objects; 'drop_newest' by default."));

    private static final List<Setting<?>> ALL =
            List.of(STATUS_LISTEN, DURABILITY_MODE, DURABILITY_DIRECTORY, DURABILITY_MAX_BYTES, DURABILITY_WHEN_FULL);

    /**
     * An option that belongs to no stage.
     *
     * @param path its path in files
     * @param option the option
     */
    public record Setting<T>(String path, Option<T> option) {
        public Setting {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(option, "option");
        }
    }

    private PipelineSettings() {}

    /** All of them, in the order they are shown; unmodifiable. */
    public static List<Setting<?>> all() {
        return ALL;
    }

    private static <T> Setting<T> setting(String section, Option<T> option) {
        return new Setting<>(section + '.' + option.name(), option);
    }

    private static <E extends Enum<E>> E word(Class<E> type, String text) {
        String wanted = text.trim().toLowerCase(Locale.ROOT);
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be "
                        + Arrays.stream(type.getEnumConstants())
                                .map(value -> value.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(" or "))
                        + ", but was '" + text + "'"));
    }

    private static Path path(String text) {
        try {
            if (!text.isBlank()) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("must name a directory, but was '" + text + "'", e);
        }
        throw new IllegalArgumentException("must name a directory, but is empty");
    }

    private static long bytes(String text) {
        Matcher matcher = BYTES.matcher(text.trim().replace("_", ""));
        try {
            if (matcher.matches()) {
                return Math.multiplyExact(
                        Long.parseLong(matcher.group(1)), matcher.group(2) == null ? 1L : UNITS.get(matcher.group(2)));
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("must be a smaller number of bytes, but was '" + text + "'", e);
        }
        throw new IllegalArgumentException(
                "must be a whole number of bytes, or of KiB, MiB, GiB or TiB such as 20GiB, but was '" + text + "'");
    }
}
