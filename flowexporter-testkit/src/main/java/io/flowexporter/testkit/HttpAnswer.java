package io.flowexporter.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One answer. Immutable. */
record HttpAnswer(int status, Map<String, String> headers, byte[] body) {
    private static final Map<Integer, String> REASONS = Map.of(
            101, "Switching Protocols",
            200, "OK",
            204, "No Content",
            400, "Bad Request",
            401, "Unauthorized",
            403, "Forbidden",
            404, "Not Found",
            405, "Method Not Allowed",
            409, "Conflict",
            500, "Internal Server Error");

    static HttpAnswer of(int status) {
        return of(status, status == 204 ? "" : REASONS.getOrDefault(status, "") + "\n");
    }

    static HttpAnswer of(int status, String text) {
        HttpAnswer answer = new HttpAnswer(status, Map.of(), text.getBytes(StandardCharsets.UTF_8))
                .with("Content-Type", "text/plain; charset=utf-8");
        return status == 401 ? answer.with("WWW-Authenticate", "Basic realm=\"Skydive Authentication\"") : answer;
    }

    static HttpAnswer json(byte[] body) {
        return new HttpAnswer(200, Map.of("Content-Type", "application/json; charset=UTF-8"), body);
    }

    HttpAnswer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpAnswer(status, more, body);
    }

    void write(OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(REASONS.getOrDefault(status, "Status"))
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (status != 101 && status != 204) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        head.append("\r\n");
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (status != 101) {
            out.write(body);
        }
        out.flush();
    }
}
