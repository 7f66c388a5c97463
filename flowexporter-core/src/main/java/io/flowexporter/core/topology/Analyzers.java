package io.flowexporter.core.topology;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.Settings;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.StageSpec;
import io.flowexporter.api.StageType;
import io.flowexporter.api.topology.Topology;
import io.flowexporter.core.tls.Tls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import okhttp3.Credentials;
import okhttp3.Headers;

/**
 * The topology {@code skydive}: names are looked up at Skydive analyzers, by HTTP, or by HTTPS if any of the TLS files is
 * given.
 *
 * <pre>{@code
 * Pipeline.builder("edge").topology(Analyzers.at("analyzer-1:8082", "analyzer-2:8082")).from(…)
 * }</pre>
 */
public final class Analyzers extends Configured<Topology> {
    /** Where they are. */
    public static final Option<List<String>> ANALYZERS = Option.listOf(
                    "analyzers", text -> AnalyzerAddress.parse(text).toString())
            .at("analyzers")
            .mandatory()
            .check(list -> !list.isEmpty(), "must name at least one analyzer")
            .doc(
                    "The analyzers to look names up at, as host:port; a port alone is of this machine. One is asked, picked"
                            + " at random, and the others when it does not answer.");

    /** Who we are at the analyzers. */
    public static final Option<String> USERNAME = Option.string("username")
            .at("analyzer.auth.cluster.username")
            .defaultValue("")
            .doc("User at the analyzers; empty for no credentials.");

    /** The proof. */
    public static final Option<String> PASSWORD = Option.string("password")
            .at("analyzer.auth.cluster.password")
            .defaultValue("")
            .concealed()
            .doc("The user's password at the analyzers.");

    /** Cookies, by name. */
    public static final Option<Map<String, String>> COOKIE = Option.map("cookie")
            .at("http.cookie")
            .defaultValue(Map.of())
            .concealed()
            .check(Analyzers::areCookies, "must be names and values of ASCII without blanks and semicolons")
            .doc("Cookies to send to the analyzers, by name; 'authtoken' holds a token instead of user and password.");

    /** Patience with one analyzer. */
    public static final Option<Duration> TIMEOUT = Option.seconds("timeout")
            .at("analyzer.lookup.timeout")
            .defaultValue(Duration.ofSeconds(2))
            .check(time -> time.toMillis() > 0, "must be positive (seconds)")
            .doc("Seconds that one query may take at one analyzer.");

    /** Queries under way. */
    public static final Option<Integer> CONCURRENCY = Option.integer("concurrency")
            .at("analyzer.lookup.concurrency")
            .defaultValue(4)
            .check(count -> count > 0, "must be positive (queries)")
            .doc("How many queries are under way at once.");

    /** Queries that wait. */
    public static final Option<Integer> MAX_WAITING = Option.integer("max_waiting")
            .at("analyzer.lookup.max_waiting")
            .defaultValue(1_000)
            .check(count -> count >= 0, "must not be negative (queries)")
            .doc("How many queries may wait for those under way; any further one fails at once.");

    /** The stage type. */
    public static final StageType<Topology> TYPE = StageType.topology(
                    "skydive",
                    Analyzers::make,
                    ANALYZERS,
                    USERNAME,
                    PASSWORD,
                    COOKIE,
                    TIMEOUT,
                    CONCURRENCY,
                    MAX_WAITING,
                    Tls.CA_CERT,
                    Tls.CLIENT_CERT,
                    Tls.CLIENT_KEY)
            .doc("Looks names up at Skydive analyzers.");

    /** The type of {@link #none}. */
    public static final StageType<Topology> NONE_TYPE =
            StageType.topology("none", (settings, context) -> new NoAnalyzer()).doc("Looks nothing up.");

    private Analyzers(Configured<Topology> configured) {
        super(configured);
    }

    /** Analyzers given as {@code host:port}; a port alone is of this machine. */
    public static Analyzers at(String... addresses) {
        return new Analyzers(TYPE.with(ANALYZERS, List.of(addresses)));
    }

    /** No analyzer: whatever is asked, nothing is found. */
    public static StageSpec<Topology> none() {
        return NONE_TYPE;
    }

    /** User and password at the analyzers. */
    public Analyzers credentials(String user, String password) {
        return username(user).password(password);
    }

    /** See {@link #USERNAME}. */
    public Analyzers username(String user) {
        return new Analyzers(with(USERNAME, user));
    }

    /** See {@link #PASSWORD}. */
    public Analyzers password(String password) {
        return new Analyzers(with(PASSWORD, password));
    }

    /** See {@link #COOKIE}. */
    public Analyzers cookie(Map<String, String> cookies) {
        return new Analyzers(with(COOKIE, cookies));
    }

    /** See {@link #TIMEOUT}. */
    public Analyzers timeout(Duration time) {
        return new Analyzers(with(TIMEOUT, time));
    }

    /** See {@link #CONCURRENCY}. */
    public Analyzers concurrency(int queries) {
        return new Analyzers(with(CONCURRENCY, queries));
    }

    /** See {@link #MAX_WAITING}. */
    public Analyzers maxWaiting(int queries) {
        return new Analyzers(with(MAX_WAITING, queries));
    }

    /** A PEM file with the authorities to trust. */
    public Analyzers caCert(String file) {
        return new Analyzers(with(Tls.CA_CERT, file));
    }

    /** A PEM file with the client's certificate. */
    public Analyzers clientCert(String file) {
        return new Analyzers(with(Tls.CLIENT_CERT, file));
    }

    /** A PEM file with the client certificate's key. */
    public Analyzers clientKey(String file) {
        return new Analyzers(with(Tls.CLIENT_KEY, file));
    }

    private static Topology make(Settings settings, StageContext context) throws IOException {
        List<AnalyzerAddress> analyzers = new ArrayList<>();
        for (String text : settings.get(ANALYZERS)) {
            analyzers.add(AnalyzerAddress.parse(text));
        }
        int concurrency = settings.get(CONCURRENCY);
        return new AnalyzerTopology(
                analyzers,
                ThreadLocalRandom.current().nextInt(analyzers.size()),
                new AnalyzerClient(
                        Tls.of(settings),
                        headers(settings, settings.find(PASSWORD), settings.find(COOKIE)),
                        () -> headers(settings, settings.latest(PASSWORD), settings.latest(COOKIE)),
                        concurrency,
                        settings.get(TIMEOUT),
                        context.logger()),
                concurrency,
                settings.get(MAX_WAITING),
                context.meters(),
                context.logger(),
                System::nanoTime);
    }

    private static Headers headers(
            Settings settings, Optional<String> password, Optional<Map<String, String>> allCookies) {
        Headers.Builder headers = new Headers.Builder();
        String user = settings.get(USERNAME);
        if (!user.isEmpty()) {
            headers.set("Authorization", Credentials.basic(user, password.orElse(""), StandardCharsets.UTF_8));
        }
        Map<String, String> cookies = allCookies.orElse(Map.of());
        if (!cookies.isEmpty()) {
            headers.set(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + '=' + cookie.getValue())
                            .sorted()
                            .collect(Collectors.joining("; ")));
        }
        return headers.build();
    }

    private static boolean areCookies(Map<String, String> cookies) {
        return cookies.entrySet().stream()
                .allMatch(cookie -> cookie.getKey().matches("[!-:<>-~]+")
                        && cookie.getValue().matches("[!-:<-~]*"));
    }
}
