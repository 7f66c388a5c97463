package io.flowexporter.core.status;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a request gets. */
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    static final int OK = 200;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int FAULT = 500;
    static final int UNAVAILABLE = 503;

    static Answer of(String contentType, byte[] body) {
        return new Answer(OK, contentType, body, Map.of());
    }

    static Answer text(int status, String text) {
        return new Answer(
                status, "text/plain; charset=utf-8", (text + '\n').getBytes(StandardCharsets.UTF_8), Map.of());
    }

    Answer with(String header, String value) {
        return new Answer(status, contentType, body, Map.of(header, value));
    }
}
