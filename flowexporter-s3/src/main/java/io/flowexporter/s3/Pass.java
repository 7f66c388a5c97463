package io.flowexporter.s3;

import io.minio.credentials.Provider;
import io.minio.credentials.StaticProvider;
import java.util.List;
import java.util.Optional;

/** What lets one request in: keys to sign it with, or a token to show. Immutable. */
final class Pass {
    private final Optional<Provider> keys;
    private final String token;
    private final List<String> parts;

    private Pass(Optional<Provider> keys, String token, List<String> parts) {
        this.keys = keys;
        this.token = token;
        this.parts = parts;
    }

    /** By signature. */
    static Pass signed(String accessKey, String secretKey, String sessionToken) {
        return new Pass(
                Optional.of(new StaticProvider(accessKey, secretKey, sessionToken.isEmpty() ? null : sessionToken)),
                "",
                List.of(accessKey, secretKey, sessionToken));
    }

    /** By a bearer's token. */
    static Pass bearer(String token) {
        return new Pass(Optional.empty(), token, List.of(token));
    }

    /** The keys to sign with; empty if requests are not signed. */
    Optional<Provider> keys() {
        return keys;
    }

    /** Whether the other is made of the same. */
    boolean isLike(Pass other) {
        return parts.equals(other.parts);
    }

    /** The same text without what must not be shown of this pass. */
    ForeignText hiddenIn(ForeignText foreign) {
        ForeignText hiding = foreign;
        // The id of an access key is no secret.
        for (String secret : parts.subList(keys.isPresent() ? 1 : 0, parts.size())) {
            hiding = hiding.and(secret);
        }
        return hiding;
    }

    /** The token to show; "" if there is none. */
    String token() {
        return token;
    }
}
