package io.flowexporter.s3;

import java.io.IOException;

/** There was no answer to a request, or none that can be read. The message says why and is fit to be shown. */
final class NoAnswer extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean sent;

    /**
     * No answer.
     *
     * @param sent whether the request may have been received
     * @param why the end of a sentence
     */
    NoAnswer(boolean sent, String why) {
        super(why);
        this.sent = sent;
    }

    /** No answer, because of that. */
    NoAnswer(boolean sent, String why, IOException cause) {
        super(why, cause);
        this.sent = sent;
    }

    boolean sent() {
        return sent;
    }
}
