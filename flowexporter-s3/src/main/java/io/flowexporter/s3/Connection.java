package io.flowexporter.s3;

import io.minio.Http;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** The HTTP client's threads and sockets. */
final class Connection implements AutoCloseable {
    private static final int MOST_REQUESTS = 256;

    private final OkHttpClient http;
    private final ExecutorService threads;

    /**
     * A client that has connected to nothing yet.
     *
     * @param caCert a PEM file of certificates to trust too
     * @throws IllegalArgumentException if the file can't be used
     */
    Connection(Duration connectTimeout, Optional<String> caCert) {
        threads = new ThreadPoolExecutor(0, MOST_REQUESTS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "s3");
            thread.setDaemon(true);
            return thread;
        });
        Dispatcher dispatcher = new Dispatcher(threads);
        dispatcher.setMaxRequests(MOST_REQUESTS);
        dispatcher.setMaxRequestsPerHost(MOST_REQUESTS);
        OkHttpClient plain = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .socketFactory(new QuickSockets())
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectTimeout(connectTimeout)
                // Each request has a limit for the whole of it, by its size.
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                // Trying again is the engine's, which waits longer each time and knows that the answer may be lost.
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .addNetworkInterceptor(RetryAfter::hide)
                .build();
        http = caCert.map(file -> trusting(file, plain)).orElse(plain);
    }

    private static OkHttpClient trusting(String file, OkHttpClient client) {
        try {
            if (certificates(file).isEmpty()) {
                throw unusable(file, "there is none", null);
            }
            return Http.enableExternalCertificates(client, file, "");
        } catch (IOException | CertificateException | MinioException e) {
            throw unusable(file, e.toString(), e);
        }
    }

    private static Collection<? extends Certificate> certificates(String file)
            throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
    }

    private static IllegalArgumentException unusable(String file, String why, Exception cause) {
        return new IllegalArgumentException(
                "Cannot read the certificates in '" + file + "': " + why + "; check " + S3.CA_CERT.path(S3.TYPE),
                cause);
    }

    OkHttpClient http() {
        return http;
    }

    /** Ends what is under way, and all threads and sockets. */
    @Override
    public void close() {
        http.dispatcher().cancelAll();
        threads.shutdown();
        try {
            // A request that was cancelled gives its socket back first.
            threads.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.connectionPool().evictAll();
    }
}
