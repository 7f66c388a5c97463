package io.flowexporter.core.durability.spool;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.core.durability.CommitNote;
import io.flowexporter.core.durability.Coverage;
import io.flowexporter.core.durability.Totals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Objects and notes for the spool's tests: the object of a number holds the flow at the position of that number. */
final class Objects {
    private Objects() {}

    static ObjectInfo info(long number) {
        return ObjectInfo.at("bucket", "logs/" + number, Tag.of("tag" + number % 2))
                .records(3)
                .covers(Instant.ofEpochSecond(1700000000 + number, 123456789), Instant.ofEpochSecond(1700000100))
                .complete(number % 3 != 0)
                .content("application/json", "gzip")
                .build();
    }

    static StoredObject object(long number) {
        return StoredObject.of(
                info(number), List.of(("body of " + number).getBytes(StandardCharsets.UTF_8), new byte[0], new byte[] {
                    0, 1, (byte) number
                }));
    }

    static Coverage coverage(long number) {
        Coverage.Builder coverage = new Coverage.Builder();
        coverage.add(number, 0, Coverage.ALL);
        coverage.add(number, 5, 3);
        return coverage.build();
    }

    static CommitNote note(long number, long lowWater) {
        return new CommitNote(number, lowWater, totals(number), coverage(number), 1, state(number));
    }

    static Totals totals(long number) {
        return new Totals(10 * number, number, 1, 0, Map.of("store.unfit", number), Map.of(), Map.of("json", 1L));
    }

    static Map<String, String> state(long number) {
        return Map.of("stream/tag" + number % 2, Long.toString(number), "last", Long.toString(number));
    }

    static byte[] bytes(StoredObject object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        object.writeTo(bytes);
        return bytes.toByteArray();
    }
}
