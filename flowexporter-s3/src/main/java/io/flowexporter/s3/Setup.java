package io.flowexporter.s3;

import io.flowexporter.api.Option;
import io.flowexporter.api.Settings;
import io.flowexporter.api.StageContext;
import io.minio.ServerSideEncryption;
import io.minio.errors.MinioException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/** What the settings say, checked as a whole. Immutable; has no text form, because it holds secrets. */
final class Setup {
    private final Endpoint endpoint;
    private final Function<OkHttpClient, Access> access;
    private final Optional<ServerSideEncryption> encryption;
    private final Optional<String> caCert;
    private final Duration connectTimeout;
    private final ForeignText foreign;
    private final Duration patience;

    /**
     * Reads the settings.
     *
     * @param patience how long a request without a body may take
     * @throws IllegalArgumentException if they don't go together
     */
    Setup(Settings settings, StageContext context, Duration patience) {
        endpoint = Endpoint.of(settings.get(S3.ENDPOINT), settings.get(S3.REGION), settings.get(S3.PATH_STYLE));
        foreign = ForeignText.hiding(
                text(settings, S3.SECRET_KEY), text(settings, S3.SESSION_TOKEN), text(settings, S3.API_KEY));
        access = access(settings, context, patience);
        encryption = given(settings, S3.SSE).map(Setup::encryption);
        caCert = given(settings, S3.CA_CERT);
        connectTimeout = settings.get(S3.CONNECT_TIMEOUT);
        this.patience = patience;
    }

    private static Optional<String> given(Settings settings, Option<String> option) {
        return settings.find(option).filter(text -> !text.isBlank());
    }

    private static String text(Settings settings, Option<String> option) {
        return given(settings, option).orElse("");
    }

    private static Function<OkHttpClient, Access> access(Settings settings, StageContext context, Duration patience) {
        Optional<String> apiKey = given(settings, S3.API_KEY);
        if (apiKey.isPresent()) {
            LatestSecret latest = new LatestSecret(apiKey.get(), () -> latest(settings, S3.API_KEY), context.logger());
            HttpUrl iam = HttpUrl.get(
                    given(settings, S3.IAM_ENDPOINT).orElseGet(S3.IAM_ENDPOINT.defaultValue()::orElseThrow));
            return http -> new IamAccess(
                    new IamClient(http, iam, latest, context.clock(), patience), context.clock(), context.logger());
        }
        String id = text(settings, S3.ACCESS_KEY);
        String secret = text(settings, S3.SECRET_KEY);
        if (id.isEmpty() && secret.isEmpty()) {
            throw new IllegalArgumentException(
                    S3.ACCESS_KEY + " and " + S3.SECRET_KEY + ", or " + S3.API_KEY + ": required, but missing");
        }
        if (id.isEmpty()) {
            throw new IllegalArgumentException(S3.ACCESS_KEY + ": required with " + S3.SECRET_KEY + ", but missing");
        }
        if (secret.isEmpty()) {
            throw new IllegalArgumentException(S3.SECRET_KEY + ": required with " + S3.ACCESS_KEY + ", but missing");
        }
        Access keys = new KeyAccess(
                Pass.signed(id, secret, text(settings, S3.SESSION_TOKEN)),
                () -> Pass.signed(
                        latest(settings, S3.ACCESS_KEY),
                        latest(settings, S3.SECRET_KEY),
                        latest(settings, S3.SESSION_TOKEN)),
                context.logger());
        return http -> keys;
    }

    private static String latest(Settings settings, Option<String> option) {
        try {
            return settings.latest(option).filter(text -> !text.isBlank()).orElse("");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option.path(S3.TYPE) + ": " + e.getMessage(), e);
        }
    }

    private static ServerSideEncryption encryption(String key) {
        if (key.equals("AES256")) {
            return new ServerSideEncryption.S3();
        }
        try {
            return new ServerSideEncryption.KMS(key, null);
        } catch (MinioException e) {
            throw new IllegalArgumentException(S3.SSE + ": can't be a KMS key's id", e);
        }
    }

    /** Whether the store will encrypt objects in a way that their ETags are not their MD5s. */
    boolean hidesMd5() {
        return encryption.filter(ServerSideEncryption.KMS.class::isInstance).isPresent();
    }

    /** The threads and sockets for requests; none is connected yet. */
    Connection open() {
        return new Connection(connectTimeout, caCert);
    }

    /** What makes requests over that connection. */
    StoreClient client(Connection connection) {
        return new StoreClient(
                connection.http(), endpoint, access.apply(connection.http()), encryption, foreign, patience);
    }

    /** Makes what others said fit to be shown. */
    ForeignText foreign() {
        return foreign;
    }
}
