package io.flowexporter.vpclogs;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.record.JsonRecords;
import io.flowexporter.api.record.RecordType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The ready form against the fields written one after the other. */
class VpcReadyJsonTest {
    private static final List<String> TEXTS =
            List.of("", "10.0.0.1", "2001:db8::1", "a \"b\" \\c/", "\n\u0000", "Größe");
    private static final List<String> TYPES = List.of("", "IPv4", "IPv6");
    private static final long END_OF_YEAR_9999 = 253_402_300_799_999L;

    @Property
    void recordsAreWrittenAlike(@ForAll Random random, @ForAll Profile profile, @ForAll boolean longActions)
            throws IOException {
        RecordType<VpcFlowLog> type = VpcRecordType.of(profile, longActions);
        VpcFlowLog log = log(random);

        assertThat(written(type, log)).isEqualTo(written(RecordType.of(VpcFlowLog.class, type.fields()), log));
    }

    private static String written(RecordType<VpcFlowLog> type, VpcFlowLog log) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JsonRecords.of(type).write(log, bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static VpcFlowLog log(Random random) {
        return new VpcFlowLog(
                time(random),
                time(random),
                time(random),
                one(Direction.values(), random),
                one(Verdict.values(), random),
                new Connection(
                        one(TEXTS, random),
                        random.nextInt(2) * random.nextInt(65_536),
                        one(TEXTS, random),
                        random.nextInt(2) * random.nextInt(65_536),
                        random.nextInt(3) * 6,
                        one(TYPES, random)),
                random.nextBoolean(),
                random.nextBoolean(),
                counters(random),
                counters(random),
                new CapturePoint("", "", "", 0, false));
    }

    private static long time(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> END_OF_YEAR_9999 + random.nextInt(2);
            case 2 -> -random.nextInt();
            default -> 1_600_000_000_000L + random.nextInt();
        };
    }

    private static Counters counters(Random random) {
        return new Counters(counter(random), counter(random), counter(random), counter(random));
    }

    private static long counter(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextLong();
            default -> random.nextInt(100_000);
        };
    }

    private static <T> T one(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    private static <T> T one(T[] values, Random random) {
        return values[random.nextInt(values.length)];
    }
}
