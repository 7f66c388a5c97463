package io.flowexporter.s3;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.stage.ObjectWriter;
import java.time.Duration;

/**
 * Writes each object by one PUT into an S3-compatible store. An object counts as written when the store has confirmed
 * it whole; other content is never replaced. Buckets must exist. The credentials need {@code s3:PutObject};
 * {@code s3:GetObject} helps to tell an object that is there already from another one under its key.
 */
public final class S3 extends Configured<ObjectWriter> {
    private static final String NOT_PRINTABLE = "must be printable ASCII without blanks";

    /** The store's address. */
    public static final Option<String> ENDPOINT = Option.string("endpoint")
            .mandatory()
            .check(Endpoint::isAddress, "must be an http or https address without a path, as https://s3.example.com")
            .doc("The store's address, as https://s3.example.com or http://127.0.0.1:9000; https if it says neither.");

    /** The region that requests are signed for. */
    public static final Option<String> REGION = Option.string("region")
            .defaultValue("us-east-1")
            .check(region -> region.matches("[A-Za-z0-9_-]{1,64}"), "must be letters, digits, '-' and '_'")
            .doc("The region that requests are signed for; many stores take any.");

    /** The id of an access key. */
    public static final Option<String> ACCESS_KEY = Option.string("access_key")
            .concealed()
            .check(S3::isPrintable, NOT_PRINTABLE)
            .doc("The id of an access key; needs secret_key.");

    /** The secret of that access key. */
    public static final Option<String> SECRET_KEY =
            Option.string("secret_key").concealed().doc("The secret of the access key.");

    /** What temporary credentials have beside id and secret. */
    public static final Option<String> SESSION_TOKEN = Option.string("session_token")
            .concealed()
            .check(S3::isPrintable, NOT_PRINTABLE)
            .doc("The session token, if the access key is a temporary one.");

    /** An API key of IBM Cloud. */
    public static final Option<String> API_KEY = Option.string("api_key")
            .concealed()
            .doc("An API key of IBM Cloud; used instead of access_key and secret_key where both are given.");

    /** Where IBM Cloud changes API keys into tokens. */
    public static final Option<String> IAM_ENDPOINT = Option.string("iam_endpoint")
            .defaultValue("https://iam.cloud.ibm.com/identity/token")
            .check(url -> url.isBlank() || Endpoint.isUrl(url), "must be an http or https URL")
            .doc("Where the API key is exchanged for tokens; an empty one counts as left out.");

    /** A file with certificates to trust. */
    public static final Option<String> CA_CERT =
            Option.string("ca_cert").doc("A PEM file with certificates to trust beside those that Java trusts.");

    /** How the store is to encrypt. */
    public static final Option<String> SSE = Option.string("sse")
            .check(S3::isPrintable, NOT_PRINTABLE)
            .doc("Has the store encrypt objects: AES256 for a key of its own, or the id of a KMS key.");

    /** Where the bucket's name stands. */
    public static final Option<Boolean> PATH_STYLE = Option.bool("path_style")
            .defaultValue(true)
            .doc("Whether the bucket stands in the path (true) or in the host's name (false).");

    /** How long connecting may take. */
    public static final Option<Duration> CONNECT_TIMEOUT = Option.seconds("connect_timeout")
            .defaultValue(Duration.ofSeconds(5))
            .check(time -> time.toMillis() > 0 && time.toDays() < 1, "must be positive and less than a day (seconds)")
            .doc("Seconds that connecting may take. A whole PUT may take 30 s, and 1 s more per 100 KB.");

    /** The writer {@code s3}. */
    public static final StageType<ObjectWriter> TYPE = StageType.write(
                    "s3",
                    S3Writer::of,
                    ENDPOINT,
                    REGION,
                    ACCESS_KEY,
                    SECRET_KEY,
                    SESSION_TOKEN,
                    API_KEY,
                    IAM_ENDPOINT,
                    CA_CERT,
                    SSE,
                    PATH_STYLE,
                    CONNECT_TIMEOUT)
            .doc("Writes objects to an S3-compatible store.");

    private S3(Configured<ObjectWriter> same) {
        super(same);
    }

    /** Whether a text can stand in a header as it is; an empty one counts as left out. */
    static boolean isPrintable(String text) {
        return text.chars().allMatch(character -> character > ' ' && character < 0x7f);
    }

    /** A store at that address, as {@code https://s3.example.com}; it still needs credentials or an API key. */
    public static S3 at(String endpoint) {
        return new S3(TYPE.with(ENDPOINT, endpoint));
    }

    /** The same with that access key. */
    public S3 credentials(String accessKey, String secretKey) {
        return accessKey(accessKey).secretKey(secretKey);
    }

    /** The same at another address. */
    public S3 endpoint(String endpoint) {
        return new S3(with(ENDPOINT, endpoint));
    }

    /** The same with requests signed for that region. */
    public S3 region(String region) {
        return new S3(with(REGION, region));
    }

    /** The same with an access key of that id. */
    public S3 accessKey(String id) {
        return new S3(with(ACCESS_KEY, id));
    }

    /** The same with that secret of the access key. */
    public S3 secretKey(String secret) {
        return new S3(with(SECRET_KEY, secret));
    }

    /** The same with the session token of temporary credentials. */
    public S3 sessionToken(String token) {
        return new S3(with(SESSION_TOKEN, token));
    }

    /** The same with an API key of IBM Cloud. */
    public S3 apiKey(String key) {
        return new S3(with(API_KEY, key));
    }

    /** The same with tokens from that URL. */
    public S3 iamEndpoint(String url) {
        return new S3(with(IAM_ENDPOINT, url));
    }

    /** The same, trusting the certificates in that PEM file too. */
    public S3 caCert(String file) {
        return new S3(with(CA_CERT, file));
    }

    /** The same with objects encrypted by the store: {@code AES256}, or the id of a KMS key. */
    public S3 sse(String keyId) {
        return new S3(with(SSE, keyId));
    }

    /** The same with the bucket in the path ({@code true}) or in the host's name ({@code false}). */
    public S3 pathStyle(boolean inPath) {
        return new S3(with(PATH_STYLE, inPath));
    }

    /** The same with another limit for connecting. */
    public S3 connectTimeout(Duration limit) {
        return new S3(with(CONNECT_TIMEOUT, limit));
    }
}
