package io.flowexporter.gzipnative;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.Settings;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.StageType;
import io.flowexporter.api.stage.Compressor;
import java.util.Optional;
import java.util.zip.Deflater;

/**
 * The compressor {@code gzip_native}: gzip by Intel's ISA-L. An object is one gzip member or more, one after the other,
 * which {@code gzip}, {@code java.util.zip} and the like read as one file. Where ISA-L does not load (it is made for Linux
 * and macOS on x86-64), one line of the log says so, and the JDK compresses instead: more slowly, to the same contents.
 */
public final class GzipNative extends Configured<Compressor> {
    /** How much time to spend for fewer bytes. */
    public static final Option<Integer> LEVEL = Option.integer("level")
            .defaultValue(1)
            .check(
                    level -> level == 1 || level == 2,
                    "must be 1 or 2: ISA-L has no other (compressors gzip and zstd make smaller objects)")
            .doc("1, or 2 for objects that are about 1 % smaller.");

    /** Its type. */
    public static final StageType<Compressor> TYPE = StageType.compress("gzip_native", GzipNative::compressor, LEVEL)
            .doc("gzip in several members by Intel's ISA-L: about as small as level 1 of gzip, and 4 times as fast.");

    private GzipNative(Configured<Compressor> configured) {
        super(configured);
    }

    /** Native gzip of that level, 1 or 2. */
    public static GzipNative level(int level) {
        return new GzipNative(TYPE.with(LEVEL, level));
    }

    private static Compressor compressor(Settings settings, StageContext context) {
        int level = settings.get(LEVEL);
        Optional<String> refusal = IsalLibrary.refusal();
        if (refusal.isEmpty()) {
            return new GzipMembers(() -> Gkl.deflater(level));
        }
        return new GzipMembers(() -> new Deflater(level, true)) {
            // Not where it is made: a stage is made to be checked, too.
            @Override
            public void start() {
                context.logger()
                        .log(
                                System.Logger.Level.WARNING,
                                "Cannot load ISA-L: {0}; the JDK compresses instead, more slowly, to the same contents",
                                refusal.get());
            }
        };
    }
}
