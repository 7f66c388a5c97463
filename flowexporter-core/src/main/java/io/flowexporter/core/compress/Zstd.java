package io.flowexporter.core.compress;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.stage.Compressor;

/** The compressor {@code zstd}: an object is one or more Zstandard frames, which readers take as one stream. */
public final class Zstd extends Configured<Compressor> {
    /** How much time to spend for fewer bytes. */
    public static final Option<Integer> LEVEL = Option.integer("level")
            // On flows 3 takes a tenth more time and makes larger objects.
            .defaultValue(1)
            .check(level -> level >= 1 && level <= 22, "must be between 1 (fastest) and 22 (smallest)")
            .doc("From 1, the fastest, to 22, the smallest; above 9 much slower, above 19 with much memory.");

    /** Its type. */
    public static final StageType<Compressor> TYPE = StageType.compress(
                    "zstd", (settings, context) -> new ZstdCompressor(settings.get(LEVEL)), LEVEL)
            .doc("Faster than gzip and smaller; its readers must know Zstandard.");

    private Zstd(Configured<Compressor> configured) {
        super(configured);
    }

    /** Zstandard of that level: 1 is the fastest, 22 the smallest. */
    public static Zstd level(int level) {
        return new Zstd(TYPE.with(LEVEL, level));
    }
}
