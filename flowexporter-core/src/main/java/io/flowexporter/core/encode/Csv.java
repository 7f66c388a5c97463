package io.flowexporter.core.encode;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.stage.Encoder;

/**
 * The encoder {@code csv}: a header row, then a row for each record, as RFC 4180 says, in UTF-8. There is a column for
 * each field that the record's type declares; the fields of an object inside it have their names joined by {@code .}
 * ({@code Network.A}); a map or list is one cell of JSON. A cell is empty where JSON would leave the field out.
 */
public final class Csv extends Configured<Encoder<Object>> {
    /** Whether cells that a spreadsheet could take for a formula are made harmless. */
    public static final Option<Boolean> PROTECT = Option.bool("protect")
            .defaultValue(true)
            .doc(
                    "Puts a ' before text that a spreadsheet could take for a formula: text that begins with =, +, -, @, a "
                            + "tab, a carriage return or NUL (a lone - is left alone). Numbers stay as they are.");

    /** Its type. */
    public static final StageType<Encoder<Object>> TYPE = StageType.encode(
                    "csv", Object.class, (settings, context) -> new CsvEncoder(settings.get(PROTECT), context), PROTECT)
            .doc("Comma-separated values: a header row, then a row a record.")
            .withoutEnvelope();

    private Csv(Configured<Encoder<Object>> configured) {
        super(configured);
    }

    /** Rows as most readers want them. */
    public static Csv rows() {
        return new Csv(TYPE.configured());
    }

    /** The same, with or without the protection of spreadsheets. */
    public Csv protect(boolean protect) {
        return new Csv(with(PROTECT, protect));
    }
}
