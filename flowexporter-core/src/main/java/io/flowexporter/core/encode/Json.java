package io.flowexporter.core.encode;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.stage.Encoder;

/**
 * The encoder {@code json}: an object's records as one JSON array, or as an array inside the JSON object that the
 * storeheader describes; in UTF-8, a newline at the end.
 */
public final class Json extends Configured<Encoder<Object>> {
    /** Whether the JSON is indented. */
    public static final Option<Boolean> PRETTY = Option.bool("pretty")
            .defaultValue(false)
            .doc("Indents by tabs and puts a blank behind each colon; such objects are about twice as long.");

    /** Its type. */
    public static final StageType<Encoder<Object>> TYPE = StageType.encode(
                    "json", Object.class, (settings, context) -> new JsonEncoder(settings.get(PRETTY)), PRETTY)
            .doc("A JSON array of the records, or a JSON object around them if there is a storeheader.");

    private Json(Configured<Encoder<Object>> configured) {
        super(configured);
    }

    /** JSON without white space. */
    public static Json compact() {
        return new Json(TYPE.with(PRETTY, false));
    }

    /** JSON for people to read: indented by tabs. */
    public static Json pretty() {
        return new Json(TYPE.with(PRETTY, true));
    }
}
