package io.flowexporter.secadvisor;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.object.Envelope;
import io.flowexporter.api.object.Layout;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Encoder;
import io.flowexporter.api.stage.Encoding;
import io.flowexporter.api.stage.JsonEncoding;
import java.util.List;

/** The encoder {@code secadvisor}: a JSON object with the records, of whatever kind, in its one field {@code data}. */
public final class SecAdvisorJson extends Configured<Encoder<Object>> {
    /** Whether the JSON is indented. */
    public static final Option<Boolean> PRETTY = Option.bool("pretty")
            .at("pipeline.encode.json.pretty")
            .defaultValue(false)
            .doc("Indents by tabs and puts a blank behind each colon; such objects are about twice as long.");

    /** The stage type. */
    public static final StageType<Encoder<Object>> TYPE = StageType.encode(
                    "secadvisor", Object.class, (settings, context) -> new Wrapping(settings.get(PRETTY)), PRETTY)
            .withoutEnvelope()
            .doc("A JSON object with the records in its field 'data'.");

    private record Wrapping(boolean pretty) implements Encoder<Object> {
        private static final Envelope DATA = Envelope.of(List.of(), "data", List.of());

        @Override
        public <T> Encoding<T> encoding(RecordType<T> type, Layout layout) {
            JsonEncoding<T> json =
                    pretty ? JsonEncoding.pretty(type, Layout.ENVELOPED) : JsonEncoding.compact(type, Layout.ENVELOPED);
            return json.within(DATA);
        }

        @Override
        public boolean keepsFlows() {
            return false;
        }

        @Override
        public String contentType() {
            return "application/json";
        }

        @Override
        public String suffix() {
            return ".json";
        }
    }

    private SecAdvisorJson(Configured<Encoder<Object>> configured) {
        super(configured);
    }

    /** JSON without white space. */
    public static SecAdvisorJson compact() {
        return new SecAdvisorJson(TYPE.with(PRETTY, false));
    }

    /** JSON for people to read: indented by tabs. */
    public static SecAdvisorJson pretty() {
        return new SecAdvisorJson(TYPE.with(PRETTY, true));
    }
}
