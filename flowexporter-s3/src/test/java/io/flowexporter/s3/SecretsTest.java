package io.flowexporter.s3;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.testkit.TestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever fails, and however much a server repeats of what it was told: no secret is shown. */
class SecretsTest {
    private static final String SECRET_KEY = "hmac-secret-1";
    private static final String SESSION_TOKEN = "session-token-2";
    private static final String API_KEY = "api-key-3";
    private static final String IAM_TOKEN = "iam-token-4";

    private static WireMockServer server;

    @BeforeAll
    static void startServer() {
        server = new WireMockServer(
                wireMockConfig().dynamicPort().bindAddress("127.0.0.1").jettyStopTimeout(0L));
        server.start();
    }

    @AfterAll
    static void stopServer() {
        server.stop();
    }

    private static List<ResponseDefinitionBuilder> answers(List<String> secrets) {
        String echo = String.join(" and ", secrets);
        List<ResponseDefinitionBuilder> answers = new ArrayList<>();
        for (int status : List.of(200, 301, 307, 400, 401, 403, 404, 405, 412, 413, 429, 500, 501, 503)) {
            answers.add(aResponse()
                    .withStatus(status)
                    .withHeader("ETag", "\"x\"")
                    .withHeader("Location", "http://" + echo.replace(" ", "-"))
                    .withHeader("x-amz-bucket-region", echo)
                    .withBody("<Error><Code>" + echo + "</Code><Message>" + echo + "</Message></Error>"));
            answers.add(aResponse()
                    .withStatus(status)
                    .withBody("{\"errorCode\":\"" + echo + "\",\"errorMessage\":\"" + echo + "\"}"));
        }
        for (Fault fault : Fault.values()) {
            answers.add(aResponse().withFault(fault));
        }
        answers.add(aResponse().withFixedDelay(2_500));
        return answers;
    }

    private static String address() {
        return "http://127.0.0.1:" + server.port();
    }

    private static void assertHidden(S3 settings, Supplier<MappingBuilder> stub, List<String> secrets)
            throws Exception {
        List<String> shown = new ArrayList<>();
        try (Logs logs = new Logs()) {
            for (ResponseDefinitionBuilder answer : answers(secrets)) {
                server.stubFor(stub.get().willReturn(answer));
                shown.add(failure(settings));
            }
            shown.addAll(logs.lines());
        }
        assertThat(shown).filteredOn(text -> text.contains("[hidden]")).hasSizeGreaterThan(10);
        assertThat(shown).allSatisfy(text -> assertThat(text).doesNotContain(secrets));
    }

    private static String failure(S3 settings) throws Exception {
        try (ObjectWriter writer = Samples.impatient(settings, new TestContext(), Duration.ofSeconds(1))) {
            Throwable thrown = catchThrowable(() -> writer.write(Samples.object(Samples.KEY, "[]\n")));
            return thrown + Samples.shown(thrown) + settings + writer;
        }
    }

    @BeforeEach
    void clear() {
        server.resetAll();
        server.stubFor(head(anyUrl()).willReturn(aResponse().withStatus(404)));
    }

    @Test
    void keysAndSessionTokensAreNeverShown() throws Exception {
        assertHidden(
                S3.at(address()).credentials("id", SECRET_KEY).sessionToken(SESSION_TOKEN),
                () -> put(anyUrl()),
                List.of(SECRET_KEY, SESSION_TOKEN));
    }

    @Test
    void apiKeysAreNeverShown() throws Exception {
        assertHidden(
                S3.at(address()).apiKey(API_KEY).iamEndpoint(address() + "/iam"),
                () -> post(anyUrl()),
                List.of(API_KEY));
    }

    @Test
    void iamTokensAreNeverShown() throws Exception {
        server.stubFor(post(urlEqualTo("/iam"))
                .willReturn(aResponse().withBody("{\"access_token\":\"" + IAM_TOKEN + "\",\"expires_in\":3600}")));

        assertHidden(
                S3.at(address()).apiKey(API_KEY).iamEndpoint(address() + "/iam"),
                () -> put(anyUrl()),
                List.of(API_KEY, IAM_TOKEN));
    }
}
