package io.flowexporter.vpclogs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A line of values separated by blanks that is being made. A value that is empty becomes {@code -}, and what would end a
 * value (blanks, control characters) is percent-encoded. Used for one line after the other.
 */
final class AwsLine {
    private static final int USUAL_LINE = 512;
    private static final int LARGEST_KEPT = 64 * 1024;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private byte[] bytes = new byte[USUAL_LINE];
    private int size;

    /** Begins a line; one that did not end is given up. */
    void begin() {
        size = 0;
    }

    /** Adds a value. */
    void value(String value) {
        if (value.isEmpty()) {
            add('-');
        } else {
            int length = value.length();
            ensure(length + 1);
            int plain = 0;
            while (plain < length && isPlain(value.charAt(plain))) {
                bytes[size++] = (byte) value.charAt(plain++);
            }
            if (plain < length) {
                uncommon(value.substring(plain));
            }
        }
        add(' ');
    }

    private static boolean isPlain(char c) {
        return c > ' ' && c < 0x7f && c != '%';
    }

    private void uncommon(String rest) {
        StringBuilder text = new StringBuilder(rest.length() + 16);
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if (separates(c)) {
                for (byte each : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
                    text.append('%').append(HEX.toHexDigits(each));
                }
            } else {
                text.append(c);
            }
        }
        byte[] encoded = text.toString().getBytes(StandardCharsets.UTF_8);
        ensure(encoded.length + 1);
        System.arraycopy(encoded, 0, bytes, size, encoded.length);
        size += encoded.length;
    }

    private static boolean separates(char c) {
        return c == '%' || Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
    }

    /** Ends the line, which has a value at least, and writes it. */
    void end(OutputStream out) throws IOException {
        bytes[size - 1] = '\n';
        out.write(bytes, 0, size);
        if (bytes.length > LARGEST_KEPT) {
            bytes = new byte[USUAL_LINE];
        }
    }

    private void add(char ascii) {
        ensure(1);
        bytes[size++] = (byte) ascii;
    }

    private void ensure(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }
}
