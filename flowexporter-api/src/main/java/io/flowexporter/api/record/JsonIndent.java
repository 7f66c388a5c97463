package io.flowexporter.api.record;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * Takes JSON and passes it on indented: a tab a level, a blank behind the colon, empty arrays and objects on one line.
 * What goes in may come in any pieces; it is not checked. Not safe for use by several threads. Closing it closes
 * nothing, since it holds nothing.
 */
public final class JsonIndent extends OutputStream {
    private final OutputStream out;
    private final JsonOutput indented = new JsonOutput(1024);
    private int depth;
    private boolean opened;
    private boolean inText;
    private boolean escaped;

    /**
     * Indents for {@code out}.
     *
     * @param depth how many levels the JSON stands inside of
     */
    public JsonIndent(OutputStream out, int depth) {
        this.out = Objects.requireNonNull(out, "out");
        this.depth = depth;
    }

    @Override
    public void write(int value) throws IOException {
        take((byte) value);
        pass();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        for (int index = offset; index < offset + length; index++) {
            take(bytes[index]);
        }
        pass();
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    private void pass() throws IOException {
        indented.writeTo(out);
        indented.clear();
    }

    private void take(byte next) {
        if (inText) {
            text(next);
            return;
        }
        switch (next) {
            case ' ', '\t', '\n', '\r' -> {}
            case '{', '[' -> {
                settle();
                indented.write(next);
                opened = true;
                depth++;
            }
            case '}', ']' -> {
                depth--;
                if (opened) {
                    opened = false;
                } else {
                    newLine();
                }
                indented.write(next);
            }
            case ',' -> {
                indented.write(next);
                newLine();
            }
            case ':' -> {
                indented.write(next);
                indented.write(' ');
            }
            default -> {
                settle();
                indented.write(next);
                inText = next == '"';
            }
        }
    }

    private void text(byte next) {
        indented.write(next);
        if (escaped) {
            escaped = false;
        } else if (next == '\\') {
            escaped = true;
        } else if (next == '"') {
            inText = false;
        }
    }

    /** Ends the line of an opening brace or bracket as soon as something stands inside. */
    private void settle() {
        if (opened) {
            opened = false;
            newLine();
        }
    }

    private void newLine() {
        indented.write('\n');
        for (int level = 0; level < depth; level++) {
            indented.write('\t');
        }
    }
}
