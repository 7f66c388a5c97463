package io.flowexporter.s3;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.flowexporter.api.Configured;
import io.flowexporter.api.object.OperatorNeededException;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.testkit.TestContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secrets that change while a writer lives. */
class RotationTest {
    private static final String TEXT = "abc";

    private static WireMockServer store;

    private final StoredObject object = Samples.object(Samples.KEY, TEXT);
    private final AtomicReference<String> id = new AtomicReference<>("id-1");
    private final AtomicReference<String> secret = new AtomicReference<>("secret-1");
    private final AtomicInteger reads = new AtomicInteger();

    @BeforeAll
    static void startStore() {
        store = new WireMockServer(
                wireMockConfig().dynamicPort().bindAddress("127.0.0.1").jettyStopTimeout(0L));
        store.start();
    }

    @AfterAll
    static void stopStore() {
        store.stop();
    }

    @BeforeEach
    void acceptTheSecondId() throws Exception {
        store.resetAll();
        store.stubFor(head(anyUrl()).willReturn(aResponse().withStatus(404)));
        store.stubFor(put(anyUrl())
                .withHeader("Authorization", containing("Credential=id-2/"))
                .willReturn(aResponse().withHeader("ETag", Samples.etag(TEXT))));
    }

    private static void refusesOthers(int status, String code) {
        store.stubFor(put(anyUrl())
                .atPriority(9)
                .willReturn(aResponse()
                        .withStatus(status)
                        .withBody("<Error><Code>" + code + "</Code><Message>secret-2</Message></Error>")));
    }

    private static String address() {
        return "http://127.0.0.1:" + store.port();
    }

    private String read(AtomicReference<String> source) {
        reads.incrementAndGet();
        if (source.get().isEmpty()) {
            throw new IllegalArgumentException("the file /run/key is empty");
        }
        return source.get();
    }

    private ObjectWriter writer() throws Exception {
        Configured<ObjectWriter> keys = S3.at(address())
                .withSource(S3.ACCESS_KEY, () -> read(id))
                .withSource(S3.SECRET_KEY, () -> read(secret));
        return Samples.started(keys, new TestContext());
    }

    @ParameterizedTest
    @CsvSource({"401, ''", "403, InvalidAccessKeyId", "403, SignatureDoesNotMatch", "400, ExpiredToken"})
    void refusedKeysAreReadAgainAndIfTheyAreNewTriedAtOnce(int status, String code) throws Exception {
        refusesOthers(status, code);
        try (ObjectWriter writer = writer()) {
            assertThatThrownBy(() -> writer.write(object)).isInstanceOf(OperatorNeededException.class);
            store.verify(1, putRequestedFor(anyUrl()));
            id.set("id-2");
            secret.set("secret-2");

            writer.write(object);

            int known = reads.get();
            writer.write(object);
            assertThat(reads).as("not read for each object").hasValue(known);
        }
    }

    @Test
    void newSecretsAreHiddenToo() throws Exception {
        refusesOthers(403, "AccessDenied");
        try (ObjectWriter writer = writer()) {
            secret.set("secret-2");
            assertThatThrownBy(() -> writer.write(object))
                    .satisfies(thrown -> assertThat(Samples.shown(thrown)).doesNotContain("secret-2"))
                    .hasMessageContaining("[hidden]");
        }
    }

    @Test
    void keysThatCannotBeReadAgainAreKept() throws Exception {
        refusesOthers(403, "AccessDenied");
        try (Logs logs = new Logs();
                ObjectWriter writer = writer()) {
            secret.set("");
            assertThatThrownBy(() -> writer.write(object)).isInstanceOf(OperatorNeededException.class);
            assertThat(logs.lines())
                    .containsExactly("WARNING Cannot read the keys again: pipeline.write.s3.secret_key:"
                            + " the file /run/key is empty");
        }
    }

    @Test
    void anApiKeyIsReadAgainForEachToken() throws Exception {
        store.stubFor(post(urlEqualTo("/iam"))
                .willReturn(aResponse().withStatus(400).withBody("{\"errorCode\":\"BXNIM0415E\"}")));
        store.stubFor(post(urlEqualTo("/iam"))
                .withFormParam("apikey", containing("secret-2"))
                .willReturn(aResponse().withBody("{\"access_token\":\"Credential=id-2/\",\"expires_in\":3600}")));
        Configured<ObjectWriter> settings =
                S3.at(address()).iamEndpoint(address() + "/iam").withSource(S3.API_KEY, () -> read(secret));
        try (Logs logs = new Logs();
                ObjectWriter writer = Samples.started(settings, new TestContext())) {
            assertThatThrownBy(() -> writer.write(object)).isInstanceOf(OperatorNeededException.class);
            secret.set("");
            assertThatThrownBy(() -> writer.write(object)).isInstanceOf(OperatorNeededException.class);
            secret.set("secret-2");

            writer.write(object);

            assertThat(logs.lines())
                    .startsWith(
                            "WARNING Cannot read a secret again: pipeline.write.s3.api_key: the file /run/key is empty")
                    .allSatisfy(line -> assertThat(line).doesNotContain(List.of("secret-1", "secret-2")));
        }
    }
}
