package io.flowexporter.core.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;
import io.flowexporter.core.tls.Tls;
import io.flowexporter.testkit.AnalyzerServer;
import io.flowexporter.testkit.TestContext;
import io.flowexporter.testkit.TopologyFault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import okhttp3.Credentials;
import okhttp3.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client at an analyzer behind real sockets. */
class AnalyzersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String QUERY = "G.V().Has(\"TID\", \"x\")";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Logged logged = new Logged();
    private final TestContext context = new TestContext();
    private final AtomicLong nanos = new AtomicLong(1);

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private AnalyzerServer server(AnalyzerServer.Setup setup) {
        AnalyzerServer server = setup.start();
        open.add(server);
        return server;
    }

    private AnalyzerServer answering(String answer) {
        return server(AnalyzerServer.setup().topology(query -> answer));
    }

    /** One whose answers wait for that. */
    private AnalyzerServer answeringAfter(CountDownLatch go) {
        return server(AnalyzerServer.setup().topology(query -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "[\"x\"]";
        }));
    }

    private Topology topology(Analyzers analyzers) throws Exception {
        Topology topology = analyzers.timeout(PATIENCE).create(context);
        open.add(0, topology);
        return topology;
    }

    /** One whose time stands still and whose log can be read; it begins at the first analyzer. */
    private Topology inspected(int concurrency, int maxWaiting, String... addresses) {
        return inspected(Headers.of(), PATIENCE, concurrency, maxWaiting, addresses);
    }

    /** The same, but it waits for no analyzer for long. */
    private Topology impatient(String... addresses) {
        return inspected(Headers.of(), Duration.ofSeconds(2), 1, 1, addresses);
    }

    private Topology inspected(
            Headers headers, Duration timeout, int concurrency, int maxWaiting, String... addresses) {
        AnalyzerClient client =
                new AnalyzerClient(Optional.empty(), headers, () -> headers, concurrency, timeout, logged);
        Topology topology = new AnalyzerTopology(
                List.of(addresses).stream().map(AnalyzerAddress::parse).toList(),
                0,
                client,
                concurrency,
                maxWaiting,
                context.meters(),
                logged,
                nanos::get);
        open.add(0, topology);
        return topology;
    }

    private static String deadAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    private static void await(BooleanSupplier condition) {
        long latest = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(latest);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static Lookup<Answer> answered(Lookup<Answer> lookup) {
        await(lookup::done);
        return lookup;
    }

    @Test
    void asksAndReadsAZippedAnswer() throws Exception {
        AnalyzerServer server = answering("[{\"Metadata\":{\"Type\":\"veth\"}}]");

        Lookup<Answer> lookup =
                answered(topology(Analyzers.at(server.address())).ask(QUERY));

        assertThat(lookup.failed()).isFalse();
        assertThat(lookup.value().orElseThrow().node().orElseThrow().text("Type"))
                .contains("veth");
        assertThat(server.queries()).containsExactly(QUERY);
        assertThat(context.meter("lookups_sent")).isEqualTo(1);
        assertThat(context.meter("lookups_answered")).isEqualTo(1);
    }

    @Test
    void asksForAPasswordAgainThatWasRefused() throws Exception {
        AnalyzerServer server =
                server(AnalyzerServer.setup().credentials("user", "second").topology(query -> "[]"));
        AtomicReference<String> password = new AtomicReference<>("first");
        Topology topology = Analyzers.at(server.address())
                .timeout(PATIENCE)
                .username("user")
                .withSource(Analyzers.PASSWORD, password::get)
                .create(context);
        open.add(0, topology);
        assertThat(answered(topology.ask(QUERY)).failed()).isTrue();
        password.set("second");

        assertThat(answered(topology.ask(QUERY)).failed()).isFalse();
    }

    @Test
    void findsNothingInAnEmptyAnswerWithoutFailing() throws Exception {
        Lookup<Answer> lookup =
                answered(topology(Analyzers.at(answering("[]").address())).ask(QUERY));

        assertThat(lookup.failed()).isFalse();
        assertThat(lookup.value()).contains(Answer.EMPTY);
    }

    @Test
    void showsCredentials() throws Exception {
        AnalyzerServer server =
                server(AnalyzerServer.setup().credentials("user", "pässword").topology(query -> "[]"));

        assertThat(answered(topology(Analyzers.at(server.address()).credentials("user", "pässword"))
                                .ask(QUERY))
                        .failed())
                .isFalse();
    }

    @Test
    void showsATokenInACookie() throws Exception {
        AnalyzerServer server = server(AnalyzerServer.setup()
                .credentials("user", "password")
                .token("t0ken")
                .topology(query -> "[]"));

        assertThat(answered(topology(Analyzers.at(server.address()).cookie(Map.of("authtoken", "t0ken")))
                                .ask(QUERY))
                        .failed())
                .isFalse();
    }

    private static String pem(String file) throws URISyntaxException {
        return Path.of(AnalyzersTest.class.getResource("/tls/" + file).toURI()).toString();
    }

    private static SSLContext serverTls() throws Exception {
        return Tls.of(
                        Optional.of(Path.of(pem("ca.pem"))),
                        Optional.of(Path.of(pem("server.pem"))),
                        Optional.of(Path.of(pem("server-key.pem"))))
                .orElseThrow()
                .context();
    }

    @Test
    void speaksTlsIfAnAuthorityIsGiven() throws Exception {
        AnalyzerServer server = server(AnalyzerServer.setup().tls(serverTls()).topology(query -> "[]"));

        assertThat(answered(topology(Analyzers.at(server.address()).caCert(pem("ca.pem")))
                                .ask(QUERY))
                        .failed())
                .isFalse();
        assertThat(answered(topology(Analyzers.at(server.address()).caCert(pem("other-ca.pem")))
                                .ask(QUERY))
                        .failed())
                .isTrue();
    }

    @Test
    void showsItsCertificate() throws Exception {
        AnalyzerServer server = server(
                AnalyzerServer.setup().tls(serverTls()).clientCertificates().topology(query -> "[]"));
        Analyzers trusting = Analyzers.at(server.address()).caCert(pem("ca.pem"));

        assertThat(answered(topology(trusting.clientCert(pem("client.pem")).clientKey(pem("client-key.pem")))
                                .ask(QUERY))
                        .failed())
                .isFalse();
        assertThat(answered(topology(trusting).ask(QUERY)).failed()).isTrue();
    }

    @Test
    void failsWithoutTellingTheSecretWhenCredentialsAreWrong() {
        AnalyzerServer server = server(AnalyzerServer.setup().credentials("user", "password"));
        Headers wrong = Headers.of("Authorization", Credentials.basic("user", "hunter2"));
        Topology topology = inspected(wrong, PATIENCE, 1, 1, server.address());

        assertThat(answered(topology.ask(QUERY)).failed()).isTrue();
        await(() -> !logged.lines().isEmpty());
        assertThat(logged.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("Cannot ask the analyzer " + server.address())
                        .contains("401")
                        .doesNotContain("hunter2")
                        .doesNotContain("dXNlcjpodW50ZXIy"));
    }

    @Test
    void refusesCookiesThatAreNoneWithoutQuotingThem() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Analyzers.at("8082").cookie(Map.of("authtoken", "t0ken\r\nX-Evil: 1")))
                .withMessageNotContaining("t0ken");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Analyzers.at("8082").cookie(Map.of("a", "b;c=d")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Analyzers.at("8082").cookie(Map.of("", "b")));
    }

    @Test
    void asksAnotherAnalyzerWhenOneIsDeadAndBeginsThereFromThenOn() throws Exception {
        AnalyzerServer alive = answering("[\"here\"]");
        Topology topology = inspected(1, 10, deadAddress(), alive.address());

        for (int i = 0; i < 10; i++) {
            assertThat(answered(topology.ask(QUERY + i)).failed()).isFalse();
        }

        assertThat(alive.queries()).hasSize(10);
        assertThat(logged.lines()).hasSize(1);
        assertThat(context.meter("lookups_failed")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "garbled", "hanging"})
    void asksAnotherAnalyzerWhenOneIsSick(String how) {
        AnalyzerServer sick = answering("[\"there\"]");
        sick.topologyFault(fault(how));
        AnalyzerServer well = answering("[\"here\"]");

        Lookup<Answer> lookup =
                answered(impatient(sick.address(), well.address()).ask(QUERY));

        assertThat(lookup.value().flatMap(Answer::text)).contains("here");
        sick.topologyFault(TopologyFault.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "garbled", "hanging"})
    void failsWhenNoAnalyzerIsWell(String how) {
        AnalyzerServer sick = answering("[\"there\"]");
        sick.topologyFault(fault(how));

        Lookup<Answer> lookup = answered(impatient(sick.address()).ask(QUERY));

        assertThat(lookup.failed()).isTrue();
        assertThat(lookup.value()).isEmpty();
        await(() -> logged.lines().size() == 1);
        assertThat(context.meter("lookups_failed")).isEqualTo(1);
        sick.topologyFault(TopologyFault.NONE);
    }

    private static TopologyFault fault(String how) {
        return switch (how) {
            case "status" -> TopologyFault.status(500);
            case "garbled" -> TopologyFault.garbled();
            default -> TopologyFault.hanging();
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 400})
    void asksNobodyElseWhenTheQueryIsAtFault(int status) {
        AnalyzerServer one = answering("[]");
        one.topologyFault(TopologyFault.status(status));
        AnalyzerServer other = answering("[]");
        Topology topology = inspected(1, 1, one.address(), other.address());

        for (int i = 0; i < 10; i++) {
            assertThat(answered(topology.ask("nonsense")).failed()).isTrue();
        }

        assertThat(other.queries()).isEmpty();
        assertThat(context.meter("lookups_sent"))
                .as("the breaker does not open")
                .isEqualTo(10);
        await(() -> !logged.lines().isEmpty());
        assertThat(logged.lines()).singleElement().asString().contains("nonsense");
    }

    @Test
    void failsOnAnAnswerThatIsTooLarge() {
        String large = "[\"" + "x".repeat(17 << 20) + "\"]";
        AnalyzerServer server = answering(large);
        Topology topology = inspected(Headers.of(), PATIENCE, 1, 1, server.address());

        assertThat(answered(topology.ask(QUERY)).failed()).isTrue();
        await(() -> !logged.lines().isEmpty());
        assertThat(logged.lines()).singleElement().asString().contains("larger than 16777216 bytes");
    }

    @Test
    void sendsEqualQueriesOnceAsLongAsTheyAreUnderWay() {
        CountDownLatch bothAsked = new CountDownLatch(1);
        AnalyzerServer server = answeringAfter(bothAsked);
        Topology topology = inspected(2, 10, server.address());

        Lookup<Answer> first = topology.ask(QUERY);
        Lookup<Answer> second = topology.ask(QUERY);
        bothAsked.countDown();
        answered(first);
        answered(second);
        await(() -> topology.ask(QUERY) != first);

        assertThat(second).isSameAs(first);
        assertThat(context.meter("lookups_coalesced")).isPositive();
        await(() -> server.queries().size() == 2);
    }

    @Test
    void holdsSomeQuestionsBackAndRefusesFurtherOnesAtOnce() {
        CountDownLatch allAsked = new CountDownLatch(1);
        AnalyzerServer server = answeringAfter(allAsked);
        Topology topology = inspected(2, 3, server.address());

        List<Lookup<Answer>> asked = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            asked.add(topology.ask(QUERY + i));
        }

        assertThat(asked.subList(5, 8)).allMatch(Lookup::done).allMatch(Lookup::failed);
        assertThat(context.meter("lookups_waiting")).isEqualTo(3);
        assertThat(context.meter("lookups_refused")).isEqualTo(3);
        allAsked.countDown();
        asked.subList(0, 5)
                .forEach(lookup -> assertThat(answered(lookup).failed()).isFalse());
        assertThat(context.meter("lookups_waiting")).isZero();
    }

    @Test
    void leavesDeadAnalyzersAloneAndProbesThemAfterAWhile() throws Exception {
        AnalyzerServer server = answering("[\"x\"]");
        server.topologyFault(TopologyFault.status(500));
        Topology topology = inspected(1, 100, server.address());

        List<Lookup<Answer>> asked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asked.add(topology.ask(QUERY + i));
        }
        asked.forEach(AnalyzersTest::answered);
        await(() -> context.meter("analyzers_given_up") == 1);
        assertThat(asked).allMatch(Lookup::failed);
        assertThat(server.queries()).hasSize(5);
        assertThat(topology.ask(QUERY).done()).isTrue();

        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        server.topologyFault(TopologyFault.NONE);
        assertThat(answered(topology.ask(QUERY)).failed()).isFalse();
        await(() -> context.meter("analyzers_given_up") == 0);
        assertThat(answered(topology.ask(QUERY + "again")).failed()).isFalse();
    }

    @Test
    void logsOneLineForEachReasonInTenSeconds() throws Exception {
        Topology topology = inspected(1, 100, deadAddress());
        for (int i = 0; i < 4; i++) {
            answered(topology.ask(QUERY + i));
        }
        await(() -> logged.lines().size() == 1);

        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        answered(topology.ask(QUERY));

        await(() -> logged.lines().size() == 3);
        assertThat(logged.lines())
                .satisfiesOnlyOnce(line -> assertThat(line).endsWith("(and 3 more like it, not logged)"))
                .satisfiesOnlyOnce(line -> assertThat(line).startsWith("No analyzer answers"));
    }

    @Test
    void givesUpWhatIsAskedWhenItIsClosed() {
        AnalyzerServer server = answering("[]");
        server.topologyFault(TopologyFault.hanging());
        Topology topology = inspected(1, 10, server.address());
        Lookup<Answer> underWay = topology.ask(QUERY + 1);
        Lookup<Answer> waiting = topology.ask(QUERY + 2);

        topology.close();

        assertThat(waiting.failed()).isTrue();
        assertThat(answered(underWay).failed()).isTrue();
        assertThat(topology.ask(QUERY + 3).failed()).isTrue();
        assertThat(logged.lines()).isEmpty();
        server.topologyFault(TopologyFault.NONE);
    }

    @Test
    void noAnalyzerFindsNothingAtOnce() throws Exception {
        Lookup<Answer> lookup = Analyzers.none().create(context).ask(QUERY);

        assertThat(lookup.done()).isTrue();
        assertThat(lookup.failed()).isFalse();
        assertThat(lookup.value()).contains(Answer.EMPTY);
    }

    @Test
    void anEmptyListOrABadAddressIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Analyzers.at()).withMessageContaining("at least one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Analyzers.at("http://x").create(context));
        assertThatIllegalArgumentException().isThrownBy(() -> Analyzers.ANALYZERS.parse(List.of("x")));
        assertThat(Analyzers.ANALYZERS.parse(8082)).containsExactly("localhost:8082");
    }
}
