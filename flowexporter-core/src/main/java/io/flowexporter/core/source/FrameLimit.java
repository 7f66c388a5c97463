package io.flowexporter.core.source;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import okio.Buffer;
import okio.ByteString;
import okio.Source;
import okio.Timeout;

/**
 * The stream of WebSocket frames that comes from the server, with those messages taken out that are too large. OkHttp
 * keeps a message in memory until its last fragment is there, however large it gets, so this stands between it and the
 * socket. What is taken out is read and thrown away, so the connection goes on. Control frames pass untouched, also
 * between the fragments of a message that is taken out.
 *
 * <p>Of a message that turns out too large only after some of its fragments have passed, the rest is replaced by a last
 * fragment that is a mark; {@link #isCutOff} tells such a message.
 *
 * <p>A message that is one frame, as an analyzer's are, is handed over here and passes OkHttp by: it would copy each of its
 * bytes twice more. Messages in fragments pass to OkHttp, texts as binary ones. So it hands over their bytes as they came: it
 * would make a String of them, which takes time and memory, and hides what is no UTF-8.
 */
final class FrameLimit implements Source {
    private static final int FINAL = 0x80;
    private static final int OPCODE = 0x0F;
    private static final int CONTROL = 0x08;
    private static final int CONTINUATION = 0x00;
    private static final int TEXT = 0x01;
    private static final int BINARY = 0x02;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    // Of TLS, one record; of small messages, many.
    private static final int BUFFER_BYTES = 16384;
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final Message NO_MESSAGE = Message.of(new byte[0]);

    private final UpgradedStream frames;
    private final long limit;
    private final ByteString mark;
    private final IntFunction<Message> room;
    private final Consumer<Message> onMessage;
    private final LongConsumer onTooLarge;
    private final Runnable onClose;
    private final Buffer ready = new Buffer();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int begin;
    private int end;

    private long payloadLeft;
    private boolean discarding;
    private boolean untouched;
    private long messageBytes;
    private boolean tooLarge;
    private boolean inFragments;
    private Message message = NO_MESSAGE;

    /**
     * A limit.
     *
     * @param frames the stream from the server
     * @param limit the size of the largest message that passes
     * @param mark at least as long and as random as no message can guess
     * @param room gives room for a message of that length
     * @param onMessage gets each message of one frame, in the order of all messages; must not throw
     * @param onTooLarge is told the size of each message taken out, as far as it is known when that is found out
     * @param onClose is told when the stream is closed
     */
    FrameLimit(
            UpgradedStream frames,
            long limit,
            ByteString mark,
            IntFunction<Message> room,
            Consumer<Message> onMessage,
            LongConsumer onTooLarge,
            Runnable onClose) {
        this.frames = frames;
        this.limit = limit;
        this.mark = mark;
        this.room = room;
        this.onMessage = onMessage;
        this.onTooLarge = onTooLarge;
        this.onClose = onClose;
    }

    /** Whether a message is the beginning of one that was too large. */
    boolean isCutOff(ByteString message) {
        return message.endsWith(mark);
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
        while (true) {
            if (!ready.exhausted()) {
                return ready.read(sink, byteCount);
            }
            if (untouched) {
                return need(1) ? pass(sink, byteCount) : -1;
            }
            if (payloadLeft == 0) {
                if (!nextHeader()) {
                    return -1;
                }
                continue;
            }
            if (message != NO_MESSAGE) {
                if (!readMessage()) {
                    return -1;
                }
                continue;
            }
            if (!need(1)) {
                return -1;
            }
            if (discarding) {
                int count = (int) Math.min(payloadLeft, end - begin);
                begin += count;
                payloadLeft -= count;
            } else {
                long count = pass(sink, Math.min(byteCount, payloadLeft));
                payloadLeft -= count;
                return count;
            }
        }
    }

    private int pass(Buffer sink, long atMost) {
        int count = (int) Math.min(atMost, end - begin);
        sink.write(buffer, begin, count);
        begin += count;
        return count;
    }

    /** Reads some of the message; false at the end of the stream. */
    private boolean readMessage() throws IOException {
        int left = (int) payloadLeft;
        int at = message.length() - left;
        int count = Math.min(left, end - begin);
        if (count > 0) {
            System.arraycopy(buffer, begin, message.bytes(), at, count);
            begin += count;
        } else if (left < buffer.length) {
            // The next header comes with it.
            return need(1);
        } else {
            count = frames.read(message.bytes(), at, left);
            if (count < 0) {
                return false;
            }
        }
        payloadLeft -= count;
        if (payloadLeft == 0) {
            handOver(message);
        }
        return true;
    }

    private void beginMessage(int length) {
        try {
            message = room.apply(length);
        } catch (OutOfMemoryError e) {
            // Only as much as the limit allows, but that was too much now: it is taken out like one that is too large.
            discarding = true;
            onTooLarge.accept(length);
            return;
        }
        if (length == 0) {
            handOver(message);
        }
    }

    private void handOver(Message whole) {
        message = NO_MESSAGE;
        onMessage.accept(whole);
    }

    @Override
    public void close() throws IOException {
        try {
            frames.close();
        } finally {
            onClose.run();
        }
    }

    @Override
    public Timeout timeout() {
        return frames.timeout();
    }

    /** Reads on until so many bytes are in the buffer; false at the end of the stream. */
    private boolean need(int bytes) throws IOException {
        while (end - begin < bytes) {
            System.arraycopy(buffer, begin, buffer, 0, end - begin);
            end -= begin;
            begin = 0;
            int count = frames.read(buffer, end, buffer.length - end);
            if (count < 0) {
                return false;
            }
            end += count;
        }
        return true;
    }

    /** Reads a frame's header and decides on it; false at the end of the stream. */
    private boolean nextHeader() throws IOException {
        if (!need(2)) {
            return false;
        }
        int first = buffer[begin] & 0xFF;
        int second = buffer[begin + 1] & 0xFF;
        int shortLength = second & LENGTH;
        int size = shortLength == LENGTH_64 ? 10 : shortLength == LENGTH_16 ? 4 : 2;
        if (!need(size)) {
            return false;
        }
        long length = length(begin, size, shortLength);
        if ((second & MASKED) != 0 || length < 0) {
            // It is for OkHttp to say what is wrong with that. Nothing behind it can be understood.
            untouched = true;
            return true;
        }
        int header = begin;
        begin += size;
        payloadLeft = length;
        discarding = (first & CONTROL) == 0 && !accept(first, length);
        if (!discarding && isWholeMessage(first) && length <= LONGEST_ARRAY) {
            beginMessage((int) length);
        } else if (!discarding) {
            if ((first & CONTROL) == 0) {
                inFragments = (first & FINAL) == 0;
            }
            ready.writeByte((first & OPCODE) == TEXT ? first & ~OPCODE | BINARY : first);
            ready.write(buffer, header + 1, size - 1);
        }
        return true;
    }

    /** What comes between the fragments of another message is a fault, and OkHttp's to find. */
    private boolean isWholeMessage(int first) {
        return !inFragments && (first == (FINAL | TEXT) || first == (FINAL | BINARY));
    }

    private long length(int header, int size, int shortLength) {
        if (shortLength < LENGTH_16) {
            return shortLength;
        }
        long length = 0;
        for (int i = header + 2; i < header + size; i++) {
            length = length << 8 | buffer[i] & 0xFF;
        }
        return length;
    }

    /** Whether a frame of a message may pass. */
    private boolean accept(int first, long length) {
        boolean begins = (first & OPCODE) != CONTINUATION;
        if (begins) {
            messageBytes = 0;
            tooLarge = false;
        }
        if (tooLarge) {
            return false;
        }
        // Neither number is negative, so what overflows is negative.
        messageBytes += length;
        if (messageBytes >= 0 && messageBytes <= limit) {
            return true;
        }
        tooLarge = true;
        if (!begins) {
            ready.writeByte(FINAL | CONTINUATION).writeByte(mark.size()).write(mark);
            inFragments = false;
        }
        onTooLarge.accept(messageBytes);
        return false;
    }
}
