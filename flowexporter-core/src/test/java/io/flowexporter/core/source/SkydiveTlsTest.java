package io.flowexporter.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.stage.Source;
import io.flowexporter.core.tls.Tls;
import io.flowexporter.testkit.AnalyzerServer;
import io.flowexporter.testkit.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(240)
class SkydiveTlsTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Optional<AnalyzerServer> analyzer = Optional.empty();

    @AfterEach
    void close() {
        analyzer.ifPresent(AnalyzerServer::close);
    }

    private String file(String name) throws IOException {
        Path file = directory.resolve(name);
        try (InputStream in = SkydiveTlsTest.class.getResourceAsStream("/tls/" + name)) {
            Files.write(file, in.readAllBytes());
        }
        return file.toString();
    }

    private AnalyzerServer.Setup secure() throws IOException {
        Tls tls = Tls.of(
                        Optional.of(Path.of(file("ca.pem"))),
                        Optional.of(Path.of(file("server.pem"))),
                        Optional.of(Path.of(file("server-key.pem"))))
                .orElseThrow();
        return AnalyzerServer.setup().tls(tls.context());
    }

    private AnalyzerServer start(AnalyzerServer.Setup setup) {
        AnalyzerServer started = setup.start();
        analyzer = Optional.of(started);
        return started;
    }

    @ParameterizedTest
    @CsvSource({
        "client.pem, client-key.pem",
        "client.pem, client-key-pkcs1.pem",
        "client-ec.pem, client-ec-key-sec1.pem"
    })
    void showsItsCertificate(String certificate, String key) throws Exception {
        AnalyzerServer server = start(secure().clientCertificates());
        assertThat(server.url()).startsWith("wss://");
        Skydive spec = Skydive.subscribe(server.url())
                .caCert(file("ca.pem"))
                .clientCert(file(certificate))
                .clientKey(file(key));
        try (Subscribed subscribed = Subscribed.start(spec)) {
            server.awaitSubscribers(1, SOON);
            server.play(Recording.load(Recording.PLAIN), 0);
            subscribed.pollUntilFlows(1046);
            assertThat(subscribed.gaps()).isEmpty();
        }
    }

    @Test
    void needsNoCertificateOfItsOwnToTrustAnAuthority() throws Exception {
        AnalyzerServer server = start(secure());
        try (Subscribed subscribed =
                Subscribed.start(Skydive.subscribe(server.url()).caCert(file("ca.pem")))) {
            server.awaitSubscribers(1, SOON);
            server.play(Recording.load(Recording.PLAIN), 0);
            subscribed.pollUntilFlows(1046);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"other-ca.pem", ""})
    void trustsNobodyElse(String authority) throws Exception {
        AnalyzerServer server = start(secure());
        Skydive spec = Skydive.subscribe(server.url()).caCert(authority.isEmpty() ? "" : file(authority));
        try (Subscribed subscribed = Subscribed.start(spec)) {
            subscribed.pollUntil(() -> subscribed.context().meter("connect_failures") >= 2);
            assertThat(subscribed.context().lines()).hasSize(1);
            assertThat(subscribed.context().lines().get(0))
                    .startsWith("WARNING Cannot subscribe at wss://")
                    .contains("TLS failed");
            assertThat(server.connects()).isEmpty();
        }
    }

    @Test
    void saysThatTheAnalyzerMayWantACertificate() throws Exception {
        AnalyzerServer server = start(secure().clientCertificates());
        try (Subscribed subscribed =
                Subscribed.start(Skydive.subscribe(server.url()).caCert(file("ca.pem")))) {
            subscribed.pollUntil(() -> subscribed.context().meter("connect_failures") >= 2);
            // What the client notices first is a matter of luck.
            assertThat(subscribed.context().lines().get(0))
                    .startsWith("WARNING Cannot subscribe at wss://")
                    .containsPattern("TLS failed|does the analyzer want a client certificate");
            assertThat(server.connects()).isEmpty();
        }
    }

    @Test
    void doesNotStartWithFilesThatItCannotUse() throws Exception {
        try (Source source = Skydive.subscribe("wss://127.0.0.1:1/")
                .caCert(directory.resolve("absent.pem").toString())
                .create(new LoggedContext())) {
            assertThatThrownBy(source::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("Cannot read tls.ca_cert: there is no file");
        }
    }
}
