package io.flowexporter.core.source;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * What the exporter asks an analyzer for, and as whom. Immutable.
 *
 * @param url a WebSocket's address
 * @param hostId the id to be known by; "" for none
 * @param namespaces what to get
 * @param credentials user and password
 * @param cookies by name
 */
record SubscriptionRequest(
        String url,
        String hostId,
        List<String> namespaces,
        Optional<UserAndPassword> credentials,
        Map<String, String> cookies) {

    record UserAndPassword(String user, String password) {
        @Override
        public String toString() {
            return user + ":[hidden]";
        }
    }

    SubscriptionRequest {
        namespaces = List.copyOf(namespaces);
        cookies = Map.copyOf(cookies);
    }

    /** A WebSocket's address in the form that OkHttp knows; empty if it is none. */
    static Optional<HttpUrl> parse(String url) {
        String lower = url.toLowerCase(java.util.Locale.ROOT);
        if (!lower.startsWith("ws://") && !lower.startsWith("wss://")) {
            return Optional.empty();
        }
        return Optional.ofNullable(HttpUrl.parse("http" + url.substring(2)));
    }

    Request toRequest() {
        HttpUrl address =
                parse(url).orElseThrow(() -> new IllegalStateException("The address was checked, but is none"));
        Request.Builder request = new Request.Builder()
                .url(address)
                .header("X-Host-ID", hostId)
                // What the analyzer knows other subscribers of flows by.
                .header("X-Client-Type", "analyzer")
                .header("X-Client-Protocol", "json");
        // One line each: the analyzer does not split a line.
        namespaces.forEach(namespace -> request.addHeader("X-Websocket-Namespace", namespace));
        credentials.ifPresent(pair -> request.header("Authorization", Credentials.basic(pair.user(), pair.password())));
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .map(cookie -> cookie.getKey() + '=' + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return request.build();
    }

    /** As in log lines: where, and what for. */
    @Override
    public String toString() {
        return url + " (" + String.join(", ", namespaces) + ")";
    }
}
