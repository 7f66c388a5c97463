package io.flowexporter.core.flow;

/** Bytes are no JSON, or break a limit. Says so within this package; has no stack trace. */
final class BadJson extends Exception {
    private static final long serialVersionUID = 1L;

    private final int index;
    private final boolean atEnd;

    private BadJson(String reason, int index, boolean atEnd) {
        super(reason, null, false, false);
        this.index = index;
        this.atEnd = atEnd;
    }

    static BadJson at(int index, String reason) {
        return new BadJson(reason, index, false);
    }

    static BadJson atEnd(int index) {
        return new BadJson("it ends too early", index, true);
    }

    /** Where it was noticed. */
    int index() {
        return index;
    }

    /** Whether all was well up to the end of the data, which came too early. */
    boolean isAtEnd() {
        return atEnd;
    }
}
