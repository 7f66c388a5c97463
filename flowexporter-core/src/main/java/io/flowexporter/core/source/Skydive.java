package io.flowexporter.core.source;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.stage.Source;
import io.flowexporter.core.tls.Tls;
import java.time.Duration;
import java.util.Map;

/**
 * Flows from a Skydive analyzer, by a subscription over a WebSocket that is kept alive whatever happens.
 *
 * <pre>{@code
 * Skydive.subscribe("ws://analyzer:8082/ws/subscriber/flow").hostId("exporter-1")
 * }</pre>
 */
public final class Skydive extends Configured<Source> {
    /** Where the analyzer is. */
    public static final Option<String> URL = Option.string("url")
            .at("pipeline.subscriber.url")
            .defaultValue("ws://127.0.0.1:8082/ws/subscriber/flow")
            .check(
                    url -> SubscriptionRequest.parse(url).isPresent(),
                    "must be a WebSocket address such as ws://127.0.0.1:8082/ws/subscriber/flow, or wss://…")
            .doc("Address of the analyzer's flow subscription.");

    /** One capture only. */
    public static final Option<String> CAPTURE_ID = Option.string("capture_id")
            .at("pipeline.subscriber.capture_id")
            .defaultValue("")
            .check(Skydive::isFitForHeader, "must be letters, digits and signs of ASCII without blanks")
            .doc("The one capture whose flows are wanted; empty for those of all captures.");

    /** Who leaves out the flows of other captures. */
    public static final Option<CaptureFilter> CAPTURE_FILTER = Option.of("capture_filter", CaptureFilter::parse)
            .at("pipeline.subscriber.capture_filter")
            .defaultValue(CaptureFilter.SERVER)
            .doc("Who leaves out the flows of other captures: 'server', or 'client', which is safer beside other"
                    + " exporters.");

    /** How long silence is borne. */
    public static final Option<Duration> IDLE_TIMEOUT = Option.seconds("idle_timeout")
            .at("pipeline.subscriber.idle_timeout")
            .defaultValue(Duration.ofSeconds(180))
            .check(time -> time.toMillis() > 0, "must be positive (seconds)")
            .doc("Seconds without any message after which to subscribe anew; once the cadence of the analyzer's"
                    + " statistics is known, three of their beats count instead.");

    /** The largest message. */
    public static final Option<Long> MAX_FRAME_BYTES = Option.wholeNumber("max_frame_bytes")
            .at("pipeline.subscriber.max_frame_bytes")
            .defaultValue(32L << 20)
            .check(bytes -> bytes >= 1024 && bytes <= 1 << 30, "must be from 1024 to 1073741824 (bytes)")
            .doc("Size of the largest message taken in, in bytes; a larger one is dropped and counted.");

    /** What may wait between socket and pipeline. */
    public static final Option<Long> BUFFER_BYTES = Option.wholeNumber("buffer_bytes")
            .at("pipeline.subscriber.buffer_bytes")
            .defaultValue(64L << 20)
            .check(bytes -> bytes > 0, "must be positive (bytes)")
            .doc("Bytes of messages that may wait for the pipeline; when they are full, new messages are dropped and"
                    + " counted.");

    /** Our name at the analyzer. */
    public static final Option<String> HOST_ID = Option.string("host_id")
            .at("host_id")
            .check(Skydive::isFitForHeader, "must be letters, digits and signs of ASCII without blanks")
            .doc("The id that the analyzer knows the exporter by, which no other client may use; empty for none; by"
                    + " default the machine's host name.");

    /** Who we are at the analyzer. */
    public static final Option<String> USERNAME = Option.string("username")
            .at("analyzer.auth.cluster.username")
            .defaultValue("")
            .doc("User at the analyzer; empty for no credentials.");

    /** The proof. */
    public static final Option<String> PASSWORD = Option.string("password")
            .at("analyzer.auth.cluster.password")
            .defaultValue("")
            .concealed()
            .doc("The user's password at the analyzer.");

    /** Cookies, by name. */
    public static final Option<Map<String, String>> COOKIE = Option.map("cookie")
            .at("http.cookie")
            .defaultValue(Map.of())
            .concealed()
            .check(Skydive::areCookies, "must be names and values of ASCII without blanks and semicolons")
            .doc("Cookies to send to the analyzer, by name; 'authtoken' holds a token instead of user and password.");

    /** The stage. */
    public static final StageType<Source> TYPE = StageType.source(
                    "skydive",
                    SkydiveSource::new,
                    URL,
                    CAPTURE_ID,
                    CAPTURE_FILTER,
                    IDLE_TIMEOUT,
                    MAX_FRAME_BYTES,
                    BUFFER_BYTES,
                    HOST_ID,
                    USERNAME,
                    PASSWORD,
                    COOKIE,
                    Tls.CA_CERT,
                    Tls.CLIENT_CERT,
                    Tls.CLIENT_KEY)
            .doc("Flows from a Skydive analyzer.");

    private Skydive(Configured<Source> configured) {
        super(configured);
    }

    /** A subscription at the analyzer's default address on this machine. */
    public static Skydive subscribe() {
        return new Skydive(TYPE.configured());
    }

    /** A subscription at that address, such as {@code ws://analyzer:8082/ws/subscriber/flow}. */
    public static Skydive subscribe(String url) {
        return subscribe().url(url);
    }

    /** The analyzer's address. */
    public Skydive url(String url) {
        return new Skydive(with(URL, url));
    }

    /** The one capture whose flows are wanted. */
    public Skydive captureId(String captureId) {
        return new Skydive(with(CAPTURE_ID, captureId));
    }

    /** Who leaves out the flows of other captures; {@link CaptureFilter#SERVER} by default. */
    public Skydive captureFilter(CaptureFilter filter) {
        return new Skydive(with(CAPTURE_FILTER, filter));
    }

    /** How long silence is borne while the cadence of the analyzer's statistics is not known; 180 s by default. */
    public Skydive idleTimeout(Duration timeout) {
        return new Skydive(with(IDLE_TIMEOUT, timeout));
    }

    /** The size of the largest message taken in; 32 MiB by default. */
    public Skydive maxFrameBytes(long bytes) {
        return new Skydive(with(MAX_FRAME_BYTES, bytes));
    }

    /** How many bytes of messages may wait for the pipeline; 64 MiB by default. */
    public Skydive bufferBytes(long bytes) {
        return new Skydive(with(BUFFER_BYTES, bytes));
    }

    /** The id that the analyzer knows the exporter by; the machine's host name by default. */
    public Skydive hostId(String hostId) {
        return new Skydive(with(HOST_ID, hostId));
    }

    /** The user at the analyzer. */
    public Skydive username(String user) {
        return new Skydive(with(USERNAME, user));
    }

    /** The user's password. */
    public Skydive password(String password) {
        return new Skydive(with(PASSWORD, password));
    }

    /** Cookies for the analyzer, by name. */
    public Skydive cookie(Map<String, String> cookies) {
        return new Skydive(with(COOKIE, cookies));
    }

    /** A PEM file with the authorities to trust. */
    public Skydive caCert(String file) {
        return new Skydive(with(Tls.CA_CERT, file));
    }

    /** A PEM file with the client's certificate. */
    public Skydive clientCert(String file) {
        return new Skydive(with(Tls.CLIENT_CERT, file));
    }

    /** A PEM file with the client certificate's key. */
    public Skydive clientKey(String file) {
        return new Skydive(with(Tls.CLIENT_KEY, file));
    }

    private static boolean isFitForHeader(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    private static boolean areCookies(Map<String, String> cookies) {
        return cookies.entrySet().stream().allMatch(cookie -> {
            String both = cookie.getKey() + cookie.getValue();
            return isFitForHeader(both)
                    && both.indexOf(';') < 0
                    && !cookie.getKey().isEmpty();
        });
    }
}
