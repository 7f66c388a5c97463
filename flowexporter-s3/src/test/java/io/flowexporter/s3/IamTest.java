package io.flowexporter.s3;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.flowexporter.api.object.OperatorNeededException;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.testkit.TestContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Access by tokens of IBM Cloud's IAM. */
class IamTest {
    private static final String TOKENS = "/identity/token";
    private static final String TEXT = "[]\n";

    private static WireMockServer cloud;

    private final TestContext context = new TestContext();
    private final StoredObject object = Samples.object(Samples.KEY, TEXT);
    private ObjectWriter writer;

    @BeforeAll
    static void startCloud() {
        cloud = new WireMockServer(
                wireMockConfig().dynamicPort().bindAddress("127.0.0.1").jettyStopTimeout(0L));
        cloud.start();
    }

    @AfterAll
    static void stopCloud() {
        cloud.stop();
    }

    @BeforeEach
    void openWriter() throws Exception {
        cloud.resetAll();
        cloud.stubFor(head(anyUrl()).willReturn(aResponse().withStatus(404)));
        cloud.stubFor(put(anyUrl()).willReturn(stored()));
        writer = Samples.trusting(settings(), context);
    }

    @AfterEach
    void closeWriter() throws Exception {
        writer.close();
    }

    private static S3 settings() {
        String address = "http://127.0.0.1:" + cloud.port();
        return S3.at(address).apiKey("the-api-key").iamEndpoint(address + TOKENS);
    }

    private static ResponseDefinitionBuilder stored() throws Exception {
        return aResponse().withHeader("ETag", Samples.etag(TEXT));
    }

    private static void iamGives(String token, int seconds) {
        iamAnswers(aResponse().withBody("{\"access_token\":\"" + token + "\",\"expires_in\":" + seconds + "}"));
    }

    private static void iamAnswers(ResponseDefinitionBuilder answer) {
        cloud.stubFor(post(urlEqualTo(TOKENS)).willReturn(answer));
    }

    private static void tokensWere(int count) {
        cloud.verify(count, postRequestedFor(urlEqualTo(TOKENS)));
    }

    private static void putsWere(int count, String token) {
        cloud.verify(count, putRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Bearer " + token)));
    }

    private Throwable failure() {
        return catchThrowable(() -> writer.write(object));
    }

    @Test
    void theApiKeyIsExchangedForATokenThatIsShown() throws Exception {
        iamGives("token-1", 3600);

        writer.write(object);

        cloud.verify(
                1,
                postRequestedFor(urlEqualTo(TOKENS))
                        .withHeader("Authorization", equalTo("Basic Yng6Yng="))
                        .withHeader("Content-Type", equalTo("application/x-www-form-urlencoded"))
                        .withFormParam("grant_type", equalTo("urn:ibm:params:oauth:grant-type:apikey"))
                        .withFormParam("apikey", equalTo("the-api-key"))
                        .withFormParam("response_type", equalTo("cloud_iam")));
        cloud.verify(
                1,
                putRequestedFor(urlEqualTo("/bucket/" + Samples.KEY))
                        .withHeader("Authorization", equalTo("Bearer token-1"))
                        .withHeader("X-Amz-Date", absent())
                        .withHeader("X-Amz-Content-Sha256", absent())
                        .withHeader("If-None-Match", equalTo("*"))
                        .withRequestBody(equalTo(TEXT)));
    }

    @Test
    void aTokenIsKeptForFourFifthsOfItsLife() throws Exception {
        iamGives("token-1", 1000);
        writer.write(object);
        iamGives("token-2", 1000);

        context.manualClock().advance(Duration.ofSeconds(799));
        writer.write(object);
        tokensWere(1);
        putsWere(2, "token-1");

        context.manualClock().advance(Duration.ofSeconds(1));
        writer.write(object);
        tokensWere(2);
        putsWere(1, "token-2");
    }

    @Test
    void aTokenMayTellTheTimeItExpiresAt() throws Exception {
        long expiration = context.clock().instant().getEpochSecond() + 100;
        iamAnswers(aResponse()
                .withBody(
                        "{\"access_token\":\"token-1\",\"expiration\":" + expiration + ",\"token_type\":\"Bearer\"}"));
        writer.write(object);

        context.manualClock().advance(Duration.ofSeconds(79));
        writer.write(object);
        tokensWere(1);
        context.manualClock().advance(Duration.ofSeconds(1));
        writer.write(object);
        tokensWere(2);
    }

    @Test
    void severalThreadsShareOneRequestForAToken() throws Exception {
        iamAnswers(aResponse().withFixedDelay(200).withBody("{\"access_token\":\"token-1\",\"expires_in\":3600}"));

        inThreads(6);

        tokensWere(1);
        putsWere(6, "token-1");
    }

    @Test
    void severalThreadsShareOneFailure() throws Exception {
        iamAnswers(aResponse().withFixedDelay(2_000).withStatus(503));

        assertThat(inThreads(6)).hasSize(6);

        tokensWere(1);
    }

    private List<Throwable> inThreads(int count) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<Throwable>> writes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                StoredObject each = Samples.object("tag" + i + "/0", TEXT);
                writes.add(threads.submit(() -> catchThrowable(() -> writer.write(each))));
            }
            List<Throwable> failures = new ArrayList<>();
            for (Future<Throwable> write : writes) {
                if (write.get() != null) {
                    failures.add(write.get());
                }
            }
            return failures;
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aRefusedTokenIsRenewedOnce(int status) throws Exception {
        iamGives("token-1", 3600);
        writer.write(object);
        cloud.stubFor(any(anyUrl())
                .withHeader("Authorization", equalTo("Bearer token-1"))
                .willReturn(aResponse().withStatus(status)));
        iamGives("token-2", 3600);

        writer.write(object);

        tokensWere(2);
        putsWere(2, "token-1");
        putsWere(1, "token-2");
    }

    @Test
    void aStoreThatRefusesEveryTokenDoesNotCauseARequestForEachObject() throws Exception {
        iamGives("token", 3600);
        writer.write(object);
        cloud.stubFor(put(anyUrl()).willReturn(aResponse().withStatus(403)));

        for (int i = 0; i < 5; i++) {
            assertThat(failure())
                    .isExactlyInstanceOf(OperatorNeededException.class)
                    .hasMessageContaining("the store denied access (HTTP 403)");
        }
        tokensWere(2);

        context.manualClock().advance(Duration.ofSeconds(60));
        assertThat(failure()).isExactlyInstanceOf(OperatorNeededException.class);
        tokensWere(3);
    }

    @Test
    void anIamThatIsDownWhileTheTokenIsValidIsALogLine() throws Exception {
        iamGives("token-1", 1000);
        writer.write(object);
        context.manualClock().advance(Duration.ofSeconds(900));
        iamAnswers(aResponse().withStatus(503));

        try (Logs logs = new Logs()) {
            writer.write(object);
            writer.write(object);

            assertThat(logs.lines())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "WARNING Cannot renew the IAM token: no IAM token from 127.0.0.1 (HTTP 503); the old one");
        }
        tokensWere(2);
        putsWere(3, "token-1");

        context.manualClock().advance(Duration.ofSeconds(100));
        assertThat(failure())
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("Cannot write bucket/%s: no IAM token from 127.0.0.1 (HTTP 503)", Samples.KEY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    400 | {"errorCode":"BXNIM0415E","errorMessage":"Provided API key could not be found."} | (BXNIM0415E: Provided API key could not be found.; check pipeline.write.s3.api_key)
                    401 | {"errorCode":"X","errorMessage":"the-api-key is bad"}                             | (X: [hidden] is bad; check pipeline.write.s3.api_key)
                    403 | <html/>                                                                           | (HTTP 403: check pipeline.write.s3.api_key)
                    404 | not here                                                                          | (HTTP 404: check pipeline.write.s3.iam_endpoint)
                    500 | ''                                                                                | (HTTP 500)
                    200 | ''                                                                                | (HTTP 200: the answer has no access_token)
                    200 | {"access_token":""}                                                               | (HTTP 200: the answer has no access_token)
                    200 | {"access_token":"two\\nlines"}                                                    | (HTTP 200: the answer has no access_token)
                    200 | {"access_tok                                                                      | (HTTP 200: the answer has no access_token)
                    """)
    void aFailureSaysThatItIsIams(int status, String body, String words) {
        iamAnswers(aResponse().withStatus(status).withBody(body));

        assertThat(failure())
                .isExactlyInstanceOf(status >= 400 && status < 500 ? OperatorNeededException.class : IOException.class)
                .hasMessage("Cannot write bucket/%s: no IAM token from 127.0.0.1 %s", Samples.KEY, words);
        cloud.verify(0, putRequestedFor(anyUrl()));
    }

    @Test
    void redirectsOfIamAreNotFollowed() {
        iamAnswers(aResponse().withStatus(307).withHeader("Location", "/elsewhere"));

        assertThat(failure()).hasMessageContaining("(HTTP 307: check pipeline.write.s3.iam_endpoint)");
        cloud.verify(0, postRequestedFor(urlEqualTo("/elsewhere")));
    }

    @Test
    void anIamThatStallsIsGivenUp() throws Exception {
        writer.close();
        writer = Samples.impatient(settings(), context, Duration.ofMillis(300));
        iamAnswers(aResponse().withFixedDelay(3_000));

        assertThat(failure()).hasMessageContaining("no IAM token from 127.0.0.1 (no answer within 0.3 s)");
    }

    @Test
    void anIamThatHangsUpIsAFailure() throws Exception {
        iamAnswers(aResponse().withFault(Fault.EMPTY_RESPONSE));
        assertThat(failure()).hasMessageContaining("no IAM token from 127.0.0.1 (the connection broke (");

        iamGives("token-1", 3600);
        writer.write(object);

        putsWere(1, "token-1");
    }
}
