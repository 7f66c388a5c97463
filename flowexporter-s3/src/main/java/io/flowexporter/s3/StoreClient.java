package io.flowexporter.s3;

import io.flowexporter.api.object.ObjectInfo;
import io.minio.HeadObjectArgs;
import io.minio.HeadObjectResponse;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.minio.ServerSideEncryption;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/** The two requests that we make of a store. Safe for several threads. */
final class StoreClient {
    private static final long BYTES_PER_MS = 100;

    private final OkHttpClient http;
    private final Endpoint endpoint;
    private final Access access;
    private final Optional<ServerSideEncryption> encryption;
    private final ForeignText foreign;
    private final Duration patience;

    /**
     * A client.
     *
     * @param patience how long a request without a body may take
     */
    StoreClient(
            OkHttpClient http,
            Endpoint endpoint,
            Access access,
            Optional<ServerSideEncryption> encryption,
            ForeignText foreign,
            Duration patience) {
        this.http = http;
        this.endpoint = endpoint;
        this.access = access;
        this.encryption = encryption;
        this.foreign = foreign;
        this.patience = patience;
    }

    /**
     * Stores an object; when this returns, it is there.
     *
     * @param onlyIfNew whether the store is told to refuse it if there is anything under its key
     * @throws IllegalArgumentException if it can't be asked for in HTTP
     */
    void put(Content content, boolean onlyIfNew) throws IOException, InterruptedException {
        ObjectInfo info = content.info();
        PutObjectAPIArgs args = PutObjectAPIArgs.builder()
                .skipValidation(true)
                .bucket(info.bucket())
                .object(info.key())
                .contentType(info.contentType())
                .buffer(new StoredBytes(content.object()))
                .headers(headers(content, onlyIfNew))
                .build();
        Duration limit = patience.plusMillis(content.object().size() / BYTES_PER_MS);
        exchange(limit, Optional.of(content.etag()), client -> client.putObject(args));
    }

    private Http.Headers headers(Content content, boolean onlyIfNew) {
        Http.Headers headers = new Http.Headers();
        encryption.ifPresent(how -> headers.putAll(how.headers()));
        content.info().metadata().forEach((name, value) -> headers.put("x-amz-meta-" + name, value));
        if (!content.info().contentEncoding().isEmpty()) {
            headers.put(Http.Headers.CONTENT_ENCODING, content.info().contentEncoding());
        }
        headers.put(Http.Headers.CONTENT_MD5, content.md5Header());
        if (onlyIfNew) {
            headers.put("If-None-Match", "*");
        }
        return headers;
    }

    /** The headers of what lies there; empty if nothing does. */
    Optional<Headers> head(ObjectInfo info) throws IOException, InterruptedException {
        HeadObjectArgs args = HeadObjectArgs.builder()
                .skipValidation(true)
                .bucket(info.bucket())
                .object(info.key())
                .build();
        try {
            HeadObjectResponse there = exchange(patience, Optional.empty(), client -> client.headObject(args));
            return Optional.of(there.headers());
        } catch (Refusal refusal) {
            if (refusal.status() == 404) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    private <T> T exchange(
            Duration limit, Optional<Etag> expected, Function<MinioAsyncClient, CompletableFuture<T>> request)
            throws IOException, InterruptedException {
        Pass pass = access.pass();
        try {
            return attempt(pass, limit, expected, request);
        } catch (Refusal refusal) {
            if (refusal.isAboutAccess() && access.refused(pass)) {
                return attempt(access.pass(), limit, expected, request);
            }
            throw refusal;
        }
    }

    private <T> T attempt(
            Pass pass,
            Duration limit,
            Optional<Etag> expected,
            Function<MinioAsyncClient, CompletableFuture<T>> request)
            throws IOException, InterruptedException {
        ForeignText clean = pass.hiddenIn(foreign);
        Attempt attempt = new Attempt(clean, S3.ENDPOINT);
        OkHttpClient once = http.newBuilder()
                .eventListener(attempt)
                .addInterceptor(new AnswerCheck(clean, expected))
                .addInterceptor(chain -> shown(pass, chain))
                .build();
        MinioAsyncClient client = MinioAsyncClient.builder()
                .baseUrl(endpoint)
                .credentialsProvider(pass.keys().orElse(null))
                .httpClient(once)
                .build();
        return attempt.await(begun(request, client, attempt), limit);
    }

    private static <T> CompletableFuture<T> begun(
            Function<MinioAsyncClient, CompletableFuture<T>> request, MinioAsyncClient client, Attempt attempt)
            throws IOException {
        try {
            return request.apply(client);
        } catch (RuntimeException e) {
            throw attempt.failure(e);
        }
    }

    private static Response shown(Pass pass, Interceptor.Chain chain) throws IOException {
        if (pass.token().isEmpty()) {
            return chain.proceed(chain.request());
        }
        return chain.proceed(chain.request()
                .newBuilder()
                .header(Http.Headers.AUTHORIZATION, "Bearer " + pass.token())
                .removeHeader(Http.Headers.X_AMZ_DATE)
                .removeHeader(Http.Headers.X_AMZ_CONTENT_SHA256)
                .build());
    }
}
