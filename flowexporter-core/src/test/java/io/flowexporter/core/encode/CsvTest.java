package io.flowexporter.core.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.object.Envelope;
import io.flowexporter.api.object.Layout;
import io.flowexporter.api.record.Field;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Encoder;
import io.flowexporter.api.stage.Encoding;
import io.flowexporter.core.flow.Flows;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.testkit.TestContext;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    private record End(String name, long port) {}

    private record Seen(String id, Optional<End> end, boolean open, Map<String, String> extend) {}

    private static final RecordType<End> END =
            RecordType.of(End.class, Field.text("Name", End::name), Field.<End>integer("Port", End::port));
    private static final RecordType<Seen> SEEN = RecordType.of(
            Seen.class,
            Field.text("ID", Seen::id),
            Field.object("End", END, Seen::end),
            Field.bool("Open", Seen::open),
            Field.<Seen>map("Extend", Seen::extend).omitIfEmpty());

    private final TestContext context = new TestContext();

    @SafeVarargs
    private <R> String written(Csv csv, RecordType<R> type, R... records) throws Exception {
        Encoder<Object> encoder = csv.create(context);
        Encoding<R> encoding = encoder.encoding(type, Layout.BARE);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        encoding.begin(Envelope.none(), bytes);
        for (R record : records) {
            encoding.record(record, bytes);
        }
        encoding.end(Envelope.none(), bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Seen seen(String id) {
        return new Seen(id, Optional.empty(), false, Map.of());
    }

    @Test
    void writesAHeaderAndARowForEachRecord() throws Exception {
        assertThat(written(
                        Csv.rows(),
                        SEEN,
                        new Seen("a", Optional.of(new End("web", 80)), true, Map.of("K", "v,\"w\"")),
                        seen("b")))
                .isEqualTo("ID,End.Name,End.Port,Open,Extend\r\n"
                        + "a,web,80,true,\"{\"\"K\"\":\"\"v,\\\"\"w\\\"\"\"\"}\"\r\n"
                        + "b,,,false,\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b", "a\"b", "a\nb", "a\r\nb", " a ", "", "ä€😀", "-", "#a"})
    void anyTextIsReadBackAsItWas(String text) throws Exception {
        assertThat(cells(written(Csv.rows(), SEEN, seen(text))).get(0)).isEqualTo(text);
    }

    private static List<String> cells(String csv) throws Exception {
        try (CSVParser parser = CSVParser.parse(new StringReader(csv), CSVFormat.RFC4180)) {
            List<CSVRecord> rows = parser.getRecords();
            assertThat(rows).hasSize(2);
            return rows.get(1).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\ta", "\ra", "\0a"})
    void whatASpreadsheetCouldTakeForAFormulaIsMadeHarmless(String text) throws Exception {
        assertThat(cells(written(Csv.rows(), SEEN, seen(text))).get(0)).isEqualTo("'" + text);
        assertThat(cells(written(Csv.rows().protect(false), SEEN, seen(text))).get(0))
                .isEqualTo(text);
    }

    @Test
    void numbersStayAsTheyAre() throws Exception {
        assertThat(cells(written(
                        Csv.rows(), SEEN, new Seen("a", Optional.of(new End("-", Long.MIN_VALUE)), true, Map.of()))))
                .containsExactly("a", "-", "-9223372036854775808", "true", "");
    }

    @Test
    void refusesAnEnvelope() throws Exception {
        Encoder<Object> csv = Csv.rows().create(context);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> csv.encoding(SEEN, Layout.ENVELOPED))
                .withMessageContaining("use encode json");
    }

    private static Flow flow(String json) throws MalformedMessageException {
        byte[] line = json.getBytes(StandardCharsets.UTF_8);
        return new MessageParser().parseFlow(line, 0, line.length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "{\"UUID\":\"a\",\"Start\":1,\"Last\":2}#0",
                "{\"UUID\":\"a\",\"Link\":{\"Protocol\":\"ETHERNET\",\"A\":\"x\",\"B\":\"y\",\"ID\":1},"
                        + "\"DNS\":{\"QDCount\":1},\"Start\":1,\"Last\":2}#0",
                "{\"UUID\":\"a\",\"New\":1,\"Link\":{\"Protocol\":\"ETHERNET\",\"Speed\":3},\"Start\":1,\"Last\":2}#2",
            })
    void countsTheKeysOfFlowsThatHaveNoColumnOnce(String json, long leftOut) throws Exception {
        written(Csv.rows(), Flows.TYPE, flow(json), flow(json));

        assertThat(context.meter("csv_keys_left_out")).isEqualTo(leftOut);
    }

    @Test
    void recordsWhoseJsonHasOtherNamesLeaveNothingOut() throws Exception {
        RecordType<End> named = END.withJson((end, out) -> out.write("{\"name\":\"x\",\"port\":1}".getBytes()));

        assertThat(written(Csv.rows(), named, new End("x", 1))).isEqualTo("Name,Port\r\nx,1\r\n");
        assertThat(context.meter("csv_keys_left_out")).isZero();
    }
}
