package io.flowexporter.core.compress;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.stage.Compressor;

/** The compressor {@code gzip}: each object is one gzip member, which every reader of gzip reads whole. */
public final class Gzip extends Configured<Compressor> {
    /** How much time to spend for fewer bytes. */
    public static final Option<Integer> LEVEL = Option.integer("level")
            .defaultValue(6)
            .check(level -> level >= 1 && level <= 9, "must be between 1 (fastest) and 9 (smallest)")
            .doc(
                    "From 1, the fastest, to 9, the smallest. 1 is more than three times as fast as 6, and its objects are almost half as large again.");

    /** Its type. */
    public static final StageType<Compressor> TYPE = StageType.compress(
                    "gzip", (settings, context) -> new GzipCompressor(settings.get(LEVEL)), LEVEL)
            .doc("Each object is one gzip member.");

    private Gzip(Configured<Compressor> configured) {
        super(configured);
    }

    /** Gzip of that level: 1 is the fastest, 9 the smallest. */
    public static Gzip level(int level) {
        return new Gzip(TYPE.with(LEVEL, level));
    }
}
