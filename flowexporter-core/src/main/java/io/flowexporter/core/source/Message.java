package io.flowexporter.core.source;

/** A message of the analyzer: the first bytes of an array. For one thread at a time. */
final class Message {
    private final byte[] bytes;
    private final int length;
    /** Where the array came from; null if nobody uses it again, or it was given back. */
    private MessageArrays arrays;

    private Message(byte[] bytes, int length, MessageArrays arrays) {
        this.bytes = bytes;
        this.length = length;
        this.arrays = arrays;
    }

    /** All of an array that is nobody else's. */
    static Message of(byte[] bytes) {
        return new Message(bytes, bytes.length, null);
    }

    /** The beginning of an array that is to be given back. */
    static Message lent(byte[] bytes, int length, MessageArrays arrays) {
        return new Message(bytes, length, arrays);
    }

    /** An array that begins with it. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** What it takes in memory, in bytes. */
    int room() {
        return bytes.length;
    }

    /** Lets the array be used for another one. Nobody may look at this one any more. */
    void giveBack() {
        if (arrays != null) {
            MessageArrays lender = arrays;
            arrays = null;
            lender.giveBack(bytes);
        }
    }
}
