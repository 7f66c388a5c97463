package io.flowexporter.testkit;

import java.util.List;
import java.util.Map;

/**
 * One request for a subscription, as an {@link AnalyzerServer} saw it.
 *
 * @param target the request's path and query
 * @param headers its headers, each with the values of all its lines; names in any case; unmodifiable
 * @param status what the server answered, such as 101 or 409
 */
public record Connect(String target, Map<String, List<String>> headers, int status) {
    /** The first value of that header; "" if it is empty or absent. */
    public String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? "" : values.get(0);
    }

    /** Whether the request has a header of that name. */
    public boolean has(String name) {
        return headers.containsKey(name);
    }
}
