package io.flowexporter.s3;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.flowexporter.api.Configured;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.testkit.TestContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer over TLS, with a certificate for 127.0.0.1 that nobody signed. */
class TlsTest {
    private static final String TEXT = "[]\n";
    private static final String PASSWORD = "password";

    @TempDir
    static Path directory;

    private static WireMockServer store;
    private static String certificate;

    @BeforeAll
    static void startStore() throws Exception {
        String keys = directory.resolve("keys.p12").toString();
        certificate = directory.resolve("certificate.pem").toString();
        keytool("-genkeypair", "-keystore", keys, "-keyalg", "EC", "-dname", "CN=store", "-ext", "SAN=ip:127.0.0.1");
        keytool("-exportcert", "-keystore", keys, "-rfc", "-file", certificate);
        store = new WireMockServer(wireMockConfig()
                .httpDisabled(true)
                .dynamicHttpsPort()
                .bindAddress("127.0.0.1")
                .keystorePath(keys)
                .keystorePassword(PASSWORD)
                .keyManagerPassword(PASSWORD)
                .keystoreType("PKCS12")
                .jettyStopTimeout(0L));
        store.start();
        store.stubFor(head(anyUrl()).willReturn(aResponse().withStatus(404)));
        store.stubFor(put(anyUrl()).willReturn(aResponse().withHeader("ETag", Samples.etag(TEXT))));
    }

    @AfterAll
    static void stopStore() {
        store.stop();
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                "store"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static void write(Configured<ObjectWriter> settings) throws Exception {
        try (ObjectWriter writer = Samples.started(settings, new TestContext())) {
            writer.write(Samples.object(Samples.KEY, TEXT));
        }
    }

    private static S3 settings(String host) {
        return S3.at("https://" + host + ":" + store.httpsPort()).credentials("id", "secret");
    }

    @Test
    void aCertificateFromTheFileIsTrusted() throws Exception {
        write(settings("127.0.0.1").caCert(certificate));

        store.verify(putRequestedFor(anyUrl()).withHeader("X-Amz-Content-Sha256", equalTo("UNSIGNED-PAYLOAD")));
    }

    @Test
    void anUnknownCertificateIsNotTrusted() {
        assertThatThrownBy(() -> write(settings("127.0.0.1")))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("no trusted connection (SSLHandshakeException: ")
                .hasMessageEndingWith("; check pipeline.write.s3.ca_cert");
    }

    @Test
    void aCertificateForAnotherHostIsNotTrusted() {
        assertThatThrownBy(() -> write(settings("localhost").caCert(certificate)))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("no trusted connection (SSLPeerUnverifiedException: ");
    }

    @Test
    void plainHttpToATlsPortIsAClearError() {
        assertThatThrownBy(() ->
                        write(S3.at("http://127.0.0.1:" + store.httpsPort()).credentials("id", "secret")))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot write bucket/" + Samples.KEY + ": ");
    }
}
