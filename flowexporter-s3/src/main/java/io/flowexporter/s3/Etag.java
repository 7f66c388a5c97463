package io.flowexporter.s3;

import java.util.Locale;
import java.util.Optional;
import okhttp3.Headers;

/**
 * A store's mark of a content: the MD5 of the bytes, unless it encrypts them in a way that hides it.
 *
 * @param text without quotes, in lower case
 * @param hidden whether it can't be the MD5
 */
record Etag(String text, boolean hidden) {
    /** The mark in an answer's headers. */
    static Optional<Etag> of(Headers headers) {
        return Optional.ofNullable(headers.get("ETag"))
                .map(raw -> raw.replaceFirst("^W/", "").replace("\"", "").toLowerCase(Locale.ROOT))
                .filter(text -> !text.isEmpty())
                .map(text -> new Etag(text, hidesMd5(headers)));
    }

    private static boolean hidesMd5(Headers headers) {
        String encryption = headers.get("x-amz-server-side-encryption");
        return encryption != null && encryption.startsWith("aws:kms")
                || headers.get("x-amz-server-side-encryption-customer-algorithm") != null;
    }

    /** Whether it looks like an MD5, too. Some stores have marks of their own. */
    boolean isMd5() {
        return !hidden && text.matches("[0-9a-f]{32}");
    }

    /** Whether the two may belong to the same content: marks that are no MD5s tell nothing. */
    boolean agrees(Etag other) {
        return !isMd5() || !other.isMd5() || text.equals(other.text);
    }
}
