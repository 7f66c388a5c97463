package io.flowexporter.core.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.csv.CSVFormat;

/** One row of CSV that is being made. Can be used for the next row as soon as it has ended. */
final class CsvRow {
    private static final int LARGEST_KEPT = 64 * 1024;

    // Its print methods are synchronized, so each row has a format of its own.
    private final CSVFormat format = CSVFormat.RFC4180.builder().get();
    private final StringBuilder cells = new StringBuilder(1024);
    private final boolean protect;
    private boolean first = true;

    CsvRow(boolean protect) {
        this.protect = protect;
    }

    /** Adds a cell of text, quoted if need be. */
    void text(String text) throws IOException {
        format.print(protect && looksLikeFormula(text) ? '\'' + text : text, cells, first);
        first = false;
    }

    /** Adds a cell whose text is known to need neither quotes nor protection. */
    void plain(String text) {
        next();
        cells.append(text);
    }

    void number(long value) {
        next();
        cells.append(value);
    }

    void empty(int count) throws IOException {
        for (int cell = 0; cell < count; cell++) {
            // The first cell of a row is quoted when empty: a row of one such cell would be no row.
            if (first) {
                text("");
            } else {
                next();
            }
        }
    }

    /** Ends the row, writes it, and begins another. */
    void end(OutputStream out) throws IOException {
        format.println(cells);
        byte[] bytes = cells.toString().getBytes(StandardCharsets.UTF_8);
        cells.setLength(0);
        first = true;
        out.write(bytes);
    }

    /** Whether it is worth keeping for other rows. */
    boolean small() {
        return cells.capacity() <= LARGEST_KEPT;
    }

    private void next() {
        if (!first) {
            cells.append(',');
        }
        first = false;
    }

    private static boolean looksLikeFormula(String text) {
        if (text.isEmpty()) {
            return false;
        }
        return switch (text.charAt(0)) {
            case '=', '+', '@', '\t', '\r', '\0' -> true;
            // Alone it is what AWS writes for an unknown value, and no formula.
            case '-' -> text.length() > 1;
            default -> false;
        };
    }
}
