package io.flowexporter.s3;

import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.StoredObject;
import io.minio.Checksum;
import io.minio.Http;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import okhttp3.Headers;

/** An object, and what tells its content from another one. */
final class Content {
    private final StoredObject object;
    private final byte[] md5;
    private final boolean md5Hidden;

    private Content(StoredObject object, byte[] md5, boolean md5Hidden) {
        this.object = object;
        this.md5 = md5;
        this.md5Hidden = md5Hidden;
    }

    /**
     * An object's content.
     *
     * @param md5Hidden whether the store will encrypt it in a way that its ETag is not the MD5
     */
    static Content of(StoredObject object, boolean md5Hidden) throws IOException {
        MessageDigest digest = md5();
        object.writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        return new Content(object, digest.digest(), md5Hidden);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java without MD5", e);
        }
    }

    StoredObject object() {
        return object;
    }

    ObjectInfo info() {
        return object.info();
    }

    /** The MD5 as HTTP's Content-MD5 has it. */
    String md5Header() {
        return Base64.getEncoder().encodeToString(md5);
    }

    /** The mark of this content. */
    Etag etag() {
        return new Etag(Checksum.hexString(md5), md5Hidden);
    }

    /** The same for the same bytes under the same key. */
    String identity() {
        return info() + "#" + etag().text();
    }

    /** The key up to its last {@code /}, with the bucket. */
    String directory() {
        String place = info().toString();
        return place.substring(0, place.lastIndexOf('/') + 1);
    }

    /** Whether the headers of what lies under the key are those of this content. */
    boolean isDescribedBy(Headers headers) {
        Optional<Etag> there = Etag.of(headers);
        if (there.isPresent() && there.get().isMd5() && etag().isMd5()) {
            return there.get().agrees(etag());
        }
        return String.valueOf(object.size()).equals(headers.get(Http.Headers.CONTENT_LENGTH))
                && info().metadata().entrySet().stream().allMatch(entry -> hasMetadata(headers, entry));
    }

    private static boolean hasMetadata(Headers headers, Map.Entry<String, String> entry) {
        return entry.getValue().equals(headers.get("x-amz-meta-" + entry.getKey()));
    }
}
