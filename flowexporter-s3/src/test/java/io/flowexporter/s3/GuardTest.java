package io.flowexporter.s3;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static com.github.tomakehurst.wiremock.client.WireMock.headRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.KeyTakenException;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.testkit.TestContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the store refuses to replace objects is tried out with the first object, which it is given twice. */
class GuardTest {
    private static final String TEXT = "abc";
    private static final String OTHER_ETAG = "\"0123456789abcdef0123456789abcdef\"";

    private static WireMockServer store;

    private ObjectWriter writer;

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
    void openWriter() throws Exception {
        store.resetAll();
        store.stubFor(head(anyUrl()).willReturn(aResponse().withStatus(404)));
        writer = Samples.started(
                S3.at("http://127.0.0.1:" + store.port()).credentials("test-id", "test-secret"), new TestContext());
    }

    @AfterEach
    void closeWriter() throws Exception {
        writer.close();
    }

    private static void answersPutThen(ResponseDefinitionBuilder second) throws Exception {
        ResponseDefinitionBuilder stored = aResponse().withHeader("ETag", Samples.etag(TEXT));
        store.stubFor(put(anyUrl()).willReturn(stored));
        store.stubFor(put(urlEqualTo(url(0)))
                .inScenario("twice")
                .whenScenarioStateIs(Scenario.STARTED)
                .willSetStateTo("there")
                .willReturn(stored));
        store.stubFor(put(urlEqualTo(url(0)))
                .inScenario("twice")
                .whenScenarioStateIs("there")
                .willReturn(second));
    }

    private static String url(int number) {
        return "/bucket/dir/" + number;
    }

    private static StoredObject object(int number) {
        return Samples.object("dir/" + number, TEXT);
    }

    private void write(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            writer.write(object(i));
        }
    }

    private static void putsWere(int count) {
        store.verify(count, putRequestedFor(anyUrl()).withHeader("If-None-Match", equalTo("*")));
        store.verify(count, putRequestedFor(anyUrl()));
    }

    @Test
    void aStoreThatRefusesTheSecondOneIsTrusted() throws Exception {
        answersPutThen(aResponse().withStatus(412));

        try (Logs logs = new Logs()) {
            write(5);

            assertThat(logs.lines()).isEmpty();
        }
        putsWere(6);
        store.verify(1, headRequestedFor(anyUrl()));
    }

    @Test
    void aStoreThatTakesTheSecondOneIsAskedBeforeEachWrite() throws Exception {
        answersPutThen(aResponse().withHeader("ETag", Samples.etag(TEXT)));

        try (Logs logs = new Logs()) {
            write(3);

            assertThat(logs.lines())
                    .containsExactly("WARNING The store ignores conditional writes (If-None-Match):"
                            + " from now on it is asked before each write whether the key is taken");
        }
        store.verify(2, putRequestedFor(anyUrl()).withHeader("If-None-Match", equalTo("*")));
        store.verify(4, putRequestedFor(anyUrl()));
        store.verify(3, headRequestedFor(anyUrl()));

        store.stubFor(head(urlEqualTo(url(3)))
                .willReturn(aResponse()
                        .withHeader("ETag", OTHER_ETAG)
                        .withHeader("Content-Length", "3")
                        .withHeader("Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT")));
        assertThatThrownBy(() -> writer.write(object(3))).isInstanceOf(KeyTakenException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 409, 503})
    void aTrialThatShowsNothingFailsNoWriteAndIsMadeThreeTimesAtMost(int status) throws Exception {
        ResponseDefinitionBuilder stored = aResponse().withHeader("ETag", Samples.etag(TEXT));
        for (int i = 0; i < 5; i++) {
            String there = "there-" + i;
            store.stubFor(put(urlEqualTo(url(i)))
                    .inScenario("object-" + i)
                    .whenScenarioStateIs(Scenario.STARTED)
                    .willSetStateTo(there)
                    .willReturn(stored));
            store.stubFor(put(urlEqualTo(url(i)))
                    .inScenario("object-" + i)
                    .whenScenarioStateIs(there)
                    .willReturn(aResponse().withStatus(status)));
        }

        write(5);

        putsWere(8);
    }

    @Test
    void aLargeObjectIsNotSentTwice() throws Exception {
        byte[] bytes = new byte[(8 << 20) + 1];
        String etag = Samples.etag(new String(bytes, StandardCharsets.UTF_8));
        store.stubFor(put(anyUrl()).willReturn(aResponse().withHeader("ETag", etag)));

        writer.write(StoredObject.of(ObjectInfo.at("bucket", "large", Tag.OTHER).build(), List.of(bytes)));

        putsWere(1);
    }
}
