package io.flowexporter.s3;

import java.io.IOException;

/** A store's answer that does not say that all is well. Its texts are fit to be shown. */
final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String retryAfter;

    /**
     * An answer.
     *
     * @param status of HTTP
     * @param code the store's name for the error; "" if it gave none
     * @param text what else is to be said of it, or ""
     * @param retryAfter the header of that name, or ""
     */
    Refusal(int status, String code, String text, String retryAfter) {
        super(said(status, code, text));
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    private static String said(int status, String code, String text) {
        String name = code.isEmpty() ? "HTTP " + status : code;
        return text.isEmpty() ? name : name + ": " + text;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String retryAfter() {
        return retryAfter;
    }

    /** Whether the store did not let us in, so that newer credentials may help. */
    boolean isAboutAccess() {
        return status == 401 || status == 403 || code.equals("ExpiredToken") || code.equals("InvalidToken");
    }
}
