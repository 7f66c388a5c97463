package io.flowexporter.api.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.object.Envelope;
import io.flowexporter.api.object.Layout;
import io.flowexporter.api.record.RecordType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonEncodingTest {
    record Pair(String a, long bytes) {}

    private static final RecordType<Pair> PAIRS = RecordType.of(Pair.class);
    private static final List<Pair> TWO = List.of(new Pair("x", 1), new Pair("y", 2));
    private static final Envelope AROUND = Envelope.sorted(
            List.of(
                    new Envelope.Text("state", "o\"k"),
                    new Envelope.Number("count", 2),
                    new Envelope.Text("begin", "now")),
            "records");

    @Test
    void writesABareArray() throws IOException {
        assertThat(object(JsonEncoding.compact(PAIRS, Layout.BARE), Envelope.none(), TWO))
                .isEqualTo("[{\"a\":\"x\",\"bytes\":1},{\"a\":\"y\",\"bytes\":2}]\n");
    }

    @Test
    void writesAnEnvelopeAroundTheRecords() throws IOException {
        assertThat(object(JsonEncoding.compact(PAIRS, Layout.ENVELOPED), AROUND, TWO))
                .isEqualTo("{\"begin\":\"now\",\"count\":2,\"records\":[{\"a\":\"x\",\"bytes\":1},"
                        + "{\"a\":\"y\",\"bytes\":2}],\"state\":\"o\\\"k\"}\n");
    }

    @Test
    void indentsABareArray() throws IOException {
        assertThat(object(JsonEncoding.pretty(PAIRS, Layout.BARE), Envelope.none(), TWO))
                .isEqualTo(
                        "[\n\t{\n\t\t\"a\": \"x\",\n\t\t\"bytes\": 1\n\t},\n\t{\n\t\t\"a\": \"y\",\n\t\t\"bytes\": 2\n\t}\n]\n");
    }

    @Test
    void indentsAnEnvelope() throws IOException {
        assertThat(object(JsonEncoding.pretty(PAIRS, Layout.ENVELOPED), AROUND, TWO.subList(0, 1)))
                .isEqualTo("{\n\t\"begin\": \"now\",\n\t\"count\": 2,\n\t\"records\": [\n"
                        + "\t\t{\n\t\t\t\"a\": \"x\",\n\t\t\t\"bytes\": 1\n\t\t}\n\t],\n\t\"state\": \"o\\\"k\"\n}\n");
    }

    @Test
    void putsAnEnvelopeOfItsOwnAroundTheRecords() throws IOException {
        Encoding<Pair> data =
                JsonEncoding.compact(PAIRS, Layout.ENVELOPED).within(Envelope.of(List.of(), "data", List.of()));

        assertThat(object(data, Envelope.none(), TWO.subList(1, 2)))
                .isEqualTo("{\"data\":[{\"a\":\"y\",\"bytes\":2}]}\n");
    }

    @Test
    void staysValidWithoutRecords() throws IOException {
        assertThat(object(JsonEncoding.compact(PAIRS, Layout.BARE), Envelope.none(), List.of()))
                .isEqualTo("[]\n");
        assertThat(object(JsonEncoding.pretty(PAIRS, Layout.BARE), Envelope.none(), List.of()))
                .isEqualTo("[\n]\n");
    }

    @Test
    void refusesAnEnvelopeThatDoesNotFitTheLayout() {
        assertThatThrownBy(() -> object(JsonEncoding.compact(PAIRS, Layout.BARE), AROUND, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot begin an object: its layout is BARE, but it got an envelope");
        assertThatThrownBy(() -> object(JsonEncoding.compact(PAIRS, Layout.ENVELOPED), Envelope.none(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot begin an object: its layout is ENVELOPED, but it got no envelope");
        assertThatThrownBy(() -> JsonEncoding.compact(PAIRS, Layout.BARE).within(AROUND))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot put an envelope around bare records: ask for ENVELOPED");
    }

    private static String object(Encoding<Pair> encoding, Envelope envelope, List<Pair> records) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        encoding.begin(envelope, out);
        for (int index = 0; index < records.size(); index++) {
            if (index > 0) {
                out.write(encoding.separator());
            }
            encoding.record(records.get(index), out);
        }
        encoding.end(envelope, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
