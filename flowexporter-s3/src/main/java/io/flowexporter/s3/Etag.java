package io.flowexporter.s3;

import java.util.Locale;
import java.util.Optional;
import okhttp3.Headers;

/**
 * A store's mark of a content.
 *
 * @param text without quotes, in lower case
 * @param isMd5 whether it is the MD5 of the bytes, as it is but for keys that the store or the client keep secret
 */
record Etag(String text, boolean isMd5) {
    /** The mark in an answer's headers. */
    static Optional<Etag> of(Headers headers) {
        return Optional.ofNullable(headers.get("ETag"))
                .map(raw -> raw.replaceFirst("^W/", "").replace("\"", "").toLowerCase(Locale.ROOT))
                .filter(text -> !text.isEmpty())
                .map(text -> new Etag(text, !hidesMd5(headers)));
    }

    private static boolean hidesMd5(Headers headers) {
        String encryption = headers.get("x-amz-server-side-encryption");
        return encryption != null && encryption.startsWith("aws:kms")
                || headers.get("x-amz-server-side-encryption-customer-algorithm") != null;
    }
}
