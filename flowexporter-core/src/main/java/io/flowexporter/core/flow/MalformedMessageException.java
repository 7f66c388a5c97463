package io.flowexporter.core.flow;

/** A message, or a line of a file, can't be read. Says where, and has no stack trace: it is cheap to throw. */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int byteOffset;
    private final String reason;

    MalformedMessageException(String what, String reason, int byteOffset) {
        super("Cannot read " + what + ": " + reason + " (byte " + byteOffset + ")", null, false, false);
        this.byteOffset = byteOffset;
        this.reason = reason;
    }

    /** The offset of the byte at which it was noticed, from 0 at the beginning of the message. */
    public int byteOffset() {
        return byteOffset;
    }

    /** What is wrong, in a few words; one of a small number of texts. */
    public String reason() {
        return reason;
    }
}
