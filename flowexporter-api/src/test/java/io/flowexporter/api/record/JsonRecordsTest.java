package io.flowexporter.api.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRecordsTest {
    record Side(String name, long port) {}

    record Row(
            String text,
            long whole,
            OptionalLong maybe,
            double decimal,
            boolean flag,
            Optional<Side> side,
            Map<String, String> map,
            List<String> list) {}

    private static final Row EMPTY =
            new Row("", 0, OptionalLong.empty(), 0, false, Optional.empty(), Map.of(), List.of());

    @Test
    void writesEveryFieldInDeclaredOrder() throws IOException {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("z", "1");
        map.put("a", "2");
        Row row = new Row(
                "x", -5, OptionalLong.of(7), 1.5, true, Optional.of(new Side("eth0", 80)), map, List.of("p", "q"));

        assertThat(json(RecordType.of(Row.class), row))
                .isEqualTo("{\"text\":\"x\",\"whole\":-5,\"maybe\":7,\"decimal\":1.5,\"flag\":true,"
                        + "\"side\":{\"name\":\"eth0\",\"port\":80},\"map\":{\"z\":\"1\",\"a\":\"2\"},"
                        + "\"list\":[\"p\",\"q\"]}");
    }

    @Test
    void leavesOutOnlyWhatIsAbsentUnlessToldOtherwise() throws IOException {
        assertThat(json(RecordType.of(Row.class), EMPTY))
                .isEqualTo("{\"text\":\"\",\"whole\":0,\"decimal\":0.0,\"flag\":false,\"map\":{},\"list\":[]}");
    }

    @Test
    void leavesOutEmptyFieldsThatSaySo() throws IOException {
        RecordType<Row> type = RecordType.of(
                Row.class,
                Field.text("text", Row::text).omitIfEmpty(),
                Field.integer("whole", Row::whole).omitIfEmpty(),
                Field.decimal("decimal", Row::decimal).omitIfEmpty(),
                Field.bool("flag", Row::flag).omitIfEmpty(),
                Field.map("map", Row::map).omitIfEmpty(),
                Field.list("list", Row::list).omitIfEmpty());

        assertThat(json(type, EMPTY)).isEqualTo("{}");
        assertThat(json(type, new Row("", 3, OptionalLong.empty(), 0, true, Optional.empty(), Map.of(), List.of())))
                .isEqualTo("{\"whole\":3,\"flag\":true}");
    }

    @Test
    void usesTheReadyFormOfANestedRecordToo() throws IOException {
        RecordType<Side> side = RecordType.of(Side.class).withJson((value, out) -> out.write("{\"raw\":1}".getBytes()));
        RecordType<Row> type = RecordType.of(Row.class, Field.object("side", side, Row::side));

        assertThat(json(side, new Side("", 0))).isEqualTo("{\"raw\":1}");
        assertThat(json(
                        type,
                        new Row(
                                "",
                                0,
                                OptionalLong.empty(),
                                0,
                                false,
                                Optional.of(new Side("", 0)),
                                Map.of(),
                                List.of())))
                .isEqualTo("{\"side\":{\"raw\":1}}");
    }

    static List<Arguments> texts() {
        return List.of(
                Arguments.of("", ""),
                Arguments.of("plain /text <&>", "plain /text <&>"),
                Arguments.of("say \"no\"", "say \\\"no\\\""),
                Arguments.of("back\\slash", "back\\\\slash"),
                Arguments.of("\b\f\n\r\t", "\\b\\f\\n\\r\\t"),
                Arguments.of("\u0000\u0001\u001f\u007f", "\\u0000\\u0001\\u001f\u007f"),
                Arguments.of("é€\u2028\uffff", "é€\u2028\uffff"),
                Arguments.of("\ud83d\ude00", "\ud83d\ude00"),
                Arguments.of("a\ud83d", "a\ufffd"),
                Arguments.of("\ud83dx", "\ufffdx"),
                Arguments.of("\ude00\ud83d", "\ufffd\ufffd"),
                Arguments.of("\ud83d\ud83d\ude00", "\ufffd\ud83d\ude00"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void escapesTextAndKeepsItValidUtf8(String text, String expected) throws IOException {
        assertThat(new String(JsonText.quoted(text), StandardCharsets.UTF_8)).isEqualTo('"' + expected + '"');
        assertThat(json(RecordType.of(Side.class), new Side(text, 1)))
                .isEqualTo("{\"name\":\"" + expected + "\",\"port\":1}");
    }

    @ParameterizedTest
    @ValueSource(ints = {2040, 2048, 100_000})
    void writesTextsOfAnyLength(int length) throws IOException {
        String plain = "x".repeat(length);
        String worst = "\u0001".repeat(length);

        assertThat(json(RecordType.of(Side.class), new Side(plain, 1)))
                .isEqualTo("{\"name\":\"" + plain + "\",\"port\":1}");
        assertThat(json(RecordType.of(Side.class), new Side(worst, 1)))
                .isEqualTo("{\"name\":\"" + "\\u0001".repeat(length) + "\",\"port\":1}");
    }

    @Test
    void writesNumbersOfEveryLength() throws IOException {
        List<Long> numbers = new ArrayList<>(List.of(0L, Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE));
        for (long power = 1; power > 0 && power < Long.MAX_VALUE / 10; power *= 10) {
            numbers.addAll(List.of(power - 1, power, power + 1, -power, 3 * power, power * 10 - 1));
        }
        for (long number : numbers) {
            assertThat(json(RecordType.of(Side.class), new Side("", number)))
                    .isEqualTo("{\"name\":\"\",\"port\":" + number + "}");
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesNumbersThatJsonDoesNotHaveAndWritesNothing(double value) throws IOException {
        JsonRecords<Row> records = JsonRecords.of(RecordType.of(Row.class));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThatThrownBy(() -> records.write(
                        new Row("x", 0, OptionalLong.empty(), value, false, Optional.empty(), Map.of(), List.of()),
                        out))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot write field 'decimal': JSON has no number " + value);
        assertThat(out.size()).isZero();

        records.write(EMPTY, out);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("{\"text\":\"\"");
    }

    @Test
    void saysWhichFieldIsNull() {
        RecordType<Side> type = RecordType.of(Side.class, Field.text("who", side -> null));

        assertThatThrownBy(() -> json(type, new Side("", 0)))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot write field 'who': its value is null; give an empty one");
    }

    @Test
    void servesSeveralThreadsAtOnce() throws Exception {
        JsonRecords<Side> records = JsonRecords.of(RecordType.of(Side.class));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                String name = "n" + thread;
                runs.add(threads.submit(() -> {
                    for (int number = 0; number < 20_000; number++) {
                        ByteArrayOutputStream out = new ByteArrayOutputStream();
                        records.write(new Side(name, number), out);
                        assertThat(out.toString(StandardCharsets.UTF_8)
                                        .equals("{\"name\":\"" + name + "\",\"port\":" + number + "}"))
                                .isTrue();
                    }
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static <R> String json(RecordType<R> type, R record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonRecords.of(type).write(record, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
