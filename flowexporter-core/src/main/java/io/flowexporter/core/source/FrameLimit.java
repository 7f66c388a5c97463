package io.flowexporter.core.source;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import okio.Buffer;
import okio.ByteString;
import okio.ForwardingSource;
import okio.Source;

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
final class FrameLimit extends ForwardingSource {
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
    private static final long CHUNK = 8192;
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final byte[] NO_MESSAGE = {};

    private final long limit;
    private final ByteString mark;
    private final Consumer<byte[]> onMessage;
    private final LongConsumer onTooLarge;
    private final Runnable onClose;
    private final Buffer incoming = new Buffer();
    private final Buffer ready = new Buffer();

    private long payloadLeft;
    private boolean discarding;
    private boolean untouched;
    private long messageBytes;
    private boolean tooLarge;
    private boolean inFragments;
    private byte[] message = NO_MESSAGE;

    /**
     * A limit.
     *
     * @param frames the stream from the server
     * @param limit the size of the largest message that passes
     * @param mark at least as long and as random as no message can guess
     * @param onMessage gets each message of one frame, in the order of all messages; must not throw
     * @param onTooLarge is told the size of each message taken out, as far as it is known when that is found out
     * @param onClose is told when the stream is closed
     */
    FrameLimit(
            Source frames,
            long limit,
            ByteString mark,
            Consumer<byte[]> onMessage,
            LongConsumer onTooLarge,
            Runnable onClose) {
        super(frames);
        this.limit = limit;
        this.mark = mark;
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
                return incoming.exhausted() ? delegate().read(sink, byteCount) : incoming.read(sink, byteCount);
            }
            if (payloadLeft == 0) {
                if (!nextHeader()) {
                    return -1;
                }
                continue;
            }
            if (incoming.exhausted() && !fill()) {
                return -1;
            }
            if (message != NO_MESSAGE) {
                payloadLeft -= incoming.read(message, message.length - (int) payloadLeft, (int) payloadLeft);
                if (payloadLeft == 0) {
                    handOver(message);
                }
                continue;
            }
            long available = Math.min(payloadLeft, incoming.size());
            if (discarding) {
                incoming.skip(available);
                payloadLeft -= available;
            } else {
                long count = incoming.read(sink, Math.min(byteCount, available));
                payloadLeft -= count;
                return count;
            }
        }
    }

    private void beginMessage(int length) {
        try {
            message = new byte[length];
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

    private void handOver(byte[] whole) {
        message = NO_MESSAGE;
        onMessage.accept(whole);
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            onClose.run();
        }
    }

    /** Reads on; false at the end of the stream. */
    private boolean fill() throws IOException {
        return delegate().read(incoming, CHUNK) >= 0;
    }

    private boolean need(long bytes) throws IOException {
        while (incoming.size() < bytes) {
            if (!fill()) {
                return false;
            }
        }
        return true;
    }

    /** Reads a frame's header and decides on it; false at the end of the stream. */
    private boolean nextHeader() throws IOException {
        if (!need(2)) {
            return false;
        }
        int first = incoming.getByte(0) & 0xFF;
        int second = incoming.getByte(1) & 0xFF;
        int shortLength = second & LENGTH;
        int size = shortLength == LENGTH_64 ? 10 : shortLength == LENGTH_16 ? 4 : 2;
        if (!need(size)) {
            return false;
        }
        Buffer header = new Buffer();
        header.write(incoming, size);
        long length = length(header, shortLength);
        if ((second & MASKED) != 0 || length < 0) {
            // It is for OkHttp to say what is wrong with that. Nothing behind it can be understood.
            untouched = true;
            ready.write(header, header.size());
            return true;
        }
        payloadLeft = length;
        discarding = (first & CONTROL) == 0 && !accept(first, length);
        if (!discarding && isWholeMessage(first) && length <= LONGEST_ARRAY) {
            beginMessage((int) length);
        } else if (!discarding) {
            if ((first & CONTROL) == 0) {
                inFragments = (first & FINAL) == 0;
            }
            header.readByte();
            ready.writeByte((first & OPCODE) == TEXT ? first & ~OPCODE | BINARY : first);
            ready.write(header, header.size());
        }
        return true;
    }

    /** What comes between the fragments of another message is a fault, and OkHttp's to find. */
    private boolean isWholeMessage(int first) {
        return !inFragments && (first == (FINAL | TEXT) || first == (FINAL | BINARY));
    }

    private static long length(Buffer header, int shortLength) {
        if (shortLength < LENGTH_16) {
            return shortLength;
        }
        long length = 0;
        for (long i = 2; i < header.size(); i++) {
            length = length << 8 | header.getByte(i) & 0xFF;
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
