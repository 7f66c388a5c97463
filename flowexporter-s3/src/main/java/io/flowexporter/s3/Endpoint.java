package io.flowexporter.s3;

import io.minio.Http;
import io.minio.Utils;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/**
 * A store's address, and the URLs of objects in it. MinIO's own rules change what they are given: they cut {@code //} in
 * keys to {@code /}, and put other hosts in the place of Amazon's. Here an object's URL is its key and nothing else.
 */
final class Endpoint extends Http.BaseUrl {
    private final HttpUrl address;
    private final boolean pathStyle;

    private Endpoint(HttpUrl address, String region, boolean pathStyle) {
        super(address);
        this.address = address;
        this.pathStyle = pathStyle;
        setRegion(region);
    }

    /**
     * An address.
     *
     * @throws IllegalArgumentException if it is none; the message does not show it, for it may hold a password
     */
    static Endpoint of(String text, String region, boolean pathStyle) {
        HttpUrl address = parse(text)
                .filter(Endpoint::isPlain)
                .orElseThrow(() -> new IllegalArgumentException(S3.ENDPOINT
                        + ": must be an http or https address without user, path and query; give credentials as "
                        + S3.ACCESS_KEY + " and " + S3.SECRET_KEY));
        return new Endpoint(address, region, pathStyle);
    }

    /** Where the scheme is left out, https is meant, as with the Go exporter; many a provider lists its stores so. */
    private static Optional<HttpUrl> parse(String text) {
        return Optional.ofNullable(HttpUrl.parse(text.contains("://") ? text : "https://" + text));
    }

    private static boolean isPlain(HttpUrl url) {
        return url.encodedPath().equals("/")
                && url.encodedUsername().isEmpty()
                && url.encodedPassword().isEmpty()
                && url.encodedQuery() == null
                && url.encodedFragment() == null;
    }

    /** Whether the text can be a store's address. One with a user in it passes, to be refused without being shown. */
    static boolean isAddress(String text) {
        return text.contains("@") || parse(text).filter(Endpoint::isPlain).isPresent();
    }

    /** Whether the text is an http or https URL. */
    static boolean isUrl(String text) {
        return HttpUrl.parse(text) != null;
    }

    @Override
    public HttpUrl buildUrl(
            Http.Method method, String bucket, String object, String region, Http.QueryParameters query) {
        HttpUrl.Builder url = address.newBuilder();
        if (pathStyle) {
            url.addEncodedPathSegment(Utils.encode(bucket));
        } else {
            url.host(bucket + '.' + address.host());
        }
        return url.addEncodedPathSegments(
                        Stream.of(object.split("/", -1)).map(Utils::encode).collect(Collectors.joining("/")))
                .build();
    }

    @Override
    public String toString() {
        return address.scheme() + "://" + address.host() + ':' + address.port();
    }
}
