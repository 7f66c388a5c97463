package io.flowexporter.s3;

import io.minio.credentials.Provider;
import io.minio.credentials.StaticProvider;
import java.util.Optional;

/** What lets one request in: keys to sign it with, or a token to show. Immutable. */
final class Pass {
    private final Optional<Provider> keys;
    private final String token;

    private Pass(Optional<Provider> keys, String token) {
        this.keys = keys;
        this.token = token;
    }

    /** By signature. */
    static Pass signed(String accessKey, String secretKey, String sessionToken) {
        return new Pass(
                Optional.of(new StaticProvider(accessKey, secretKey, sessionToken.isEmpty() ? null : sessionToken)),
                "");
    }

    /** By a bearer's token. */
    static Pass bearer(String token) {
        return new Pass(Optional.empty(), token);
    }

    /** The keys to sign with; empty if requests are not signed. */
    Optional<Provider> keys() {
        return keys;
    }

    /** The token to show; "" if there is none. */
    String token() {
        return token;
    }
}
