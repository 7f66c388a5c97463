package io.flowexporter.core.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Cuts a stream into lines, of which a too long one takes no memory. For one thread. */
final class LineReader {
    private static final int CHUNK = 1 << 16;

    private final InputStream in;
    private final int longest;
    private final byte[] chunk = new byte[CHUNK];
    private int from;
    private int to;
    private long number;

    /**
     * A line, without its end.
     *
     * @param number from 1 on
     * @param bytes what stands on it; empty if it is too long
     * @param tooLong whether it is longer than the longest that is read
     */
    record Line(long number, byte[] bytes, boolean tooLong) {}

    LineReader(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** The next line; empty at the end. */
    Optional<Line> next() throws IOException {
        if (!fill()) {
            return Optional.empty();
        }
        number++;
        byte[] line = {};
        int length = 0;
        boolean tooLong = false;
        boolean ended = false;
        while (!ended && fill()) {
            int end = from;
            while (end < to && chunk[end] != '\n') {
                end++;
            }
            ended = end < to;
            tooLong |= length + (end - from) > longest;
            if (tooLong) {
                line = new byte[0];
                length = 0;
            } else {
                line = withRoom(line, length, end - from);
                System.arraycopy(chunk, from, line, length, end - from);
                length += end - from;
            }
            from = ended ? end + 1 : end;
        }
        return Optional.of(new Line(number, line.length == length ? line : Arrays.copyOf(line, length), tooLong));
    }

    private static byte[] withRoom(byte[] line, int length, int more) {
        // The first time it fits exactly, as most lines stand in one chunk.
        return length + more <= line.length ? line : Arrays.copyOf(line, Math.max(length + more, 2 * length));
    }

    /** Whether there is a byte left, after reading on if need be. */
    private boolean fill() throws IOException {
        if (from == to) {
            from = 0;
            to = Math.max(0, in.read(chunk));
        }
        return from < to;
    }
}
