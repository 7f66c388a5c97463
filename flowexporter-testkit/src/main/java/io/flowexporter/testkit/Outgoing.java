package io.flowexporter.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Something to be written to a subscriber, in its turn. */
@FunctionalInterface
interface Outgoing {
    /** Writes it; says how the connection ends after it, if it does. */
    Optional<Ending> write(OutputStream out) throws IOException;

    static Outgoing frame(int opcode, byte[] payload) {
        return out -> {
            new WireFrame(true, opcode, payload).write(out);
            return Optional.empty();
        };
    }

    static Outgoing bytes(byte[] raw) {
        return out -> {
            out.write(raw);
            return Optional.empty();
        };
    }

    static Outgoing fragments(byte[] payload, int count) {
        return out -> {
            for (int i = 0; i < count; i++) {
                int from = (int) ((long) payload.length * i / count);
                int to = (int) ((long) payload.length * (i + 1) / count);
                int opcode = i == 0 ? WireFrame.TEXT : WireFrame.CONTINUATION;
                new WireFrame(i == count - 1, opcode, Arrays.copyOfRange(payload, from, to)).write(out);
            }
            return Optional.empty();
        };
    }

    /** A message of blanks in that many fragments, which never stands in memory whole. */
    static Outgoing blanks(long bytes, int fragments) {
        return out -> {
            byte[] blanks = " ".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < fragments; i++) {
                long length = bytes * (i + 1) / fragments - bytes * i / fragments;
                out.write(WireFrame.head(i == fragments - 1, i == 0 ? WireFrame.TEXT : WireFrame.CONTINUATION, length));
                for (long left = length; left > 0; left -= blanks.length) {
                    out.write(blanks, 0, (int) Math.min(left, blanks.length));
                }
            }
            return Optional.empty();
        };
    }

    /** The first half of a text frame, then that ending. */
    static Outgoing half(byte[] payload, Ending ending) {
        return out -> {
            out.write(WireFrame.head(true, WireFrame.TEXT, payload.length));
            out.write(payload, 0, payload.length / 2);
            return Optional.of(ending);
        };
    }

    static Outgoing end(Ending ending) {
        return out -> Optional.of(ending);
    }
}
