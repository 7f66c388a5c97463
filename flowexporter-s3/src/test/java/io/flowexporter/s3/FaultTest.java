package io.flowexporter.s3;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static com.github.tomakehurst.wiremock.client.WireMock.headRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.Parameters;
import com.github.tomakehurst.wiremock.extension.ServeEventListener;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import io.flowexporter.api.flow.Gap;
import io.flowexporter.api.object.KeyTakenException;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.OperatorNeededException;
import io.flowexporter.api.object.RejectedException;
import io.flowexporter.api.object.RetryAfterException;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.testkit.TestContext;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The writer against stores that fail in all the ways they can. */
class FaultTest {
    private static final String URL = "/" + Samples.BUCKET + "/" + Samples.KEY;
    private static final String TEXT = "[]\n";
    private static final String OTHER_ETAG = "\"00000000000000000000000000000000\"";

    private WireMockServer store;

    private final TestContext context = new TestContext();
    private final StoredObject object = Samples.object(Samples.KEY, TEXT);
    private ObjectWriter writer;
    private String etag;

    /** One for each test: what a test gave up waiting for is counted late, and must not count in the next one. */
    @BeforeEach
    void openWriter() throws Exception {
        store = new WireMockServer(wireMockConfig()
                .dynamicPort()
                .bindAddress("127.0.0.1")
                .jettyStopTimeout(0L)
                .extensions(new Arrivals()));
        store.start();
        Arrivals.PUTS.clear();
        answersHead(aResponse().withStatus(404));
        etag = Samples.etag(TEXT);
        writer = Samples.trusting(settings(), context);
    }

    @AfterEach
    void closeWriter() throws Exception {
        writer.close();
        store.stop();
    }

    private S3 settings() {
        return S3.at("http://127.0.0.1:" + store.port()).credentials("test-id", "test-secret");
    }

    private void limitTo(Duration patience) throws Exception {
        writer.close();
        writer = Samples.impatient(settings(), context, patience);
    }

    private void answersPut(ResponseDefinitionBuilder answer) {
        store.stubFor(put(anyUrl()).willReturn(answer));
    }

    private void answersHead(ResponseDefinitionBuilder answer) {
        store.stubFor(head(anyUrl()).willReturn(answer));
    }

    /** The first HEAD of a directory finds nothing; those that follow get that answer. */
    private void answersLaterHeads(ResponseDefinitionBuilder answer) {
        store.stubFor(head(anyUrl())
                .inScenario("heads")
                .whenScenarioStateIs(Scenario.STARTED)
                .willSetStateTo("later")
                .willReturn(aResponse().withStatus(404)));
        store.stubFor(
                head(anyUrl()).inScenario("heads").whenScenarioStateIs("later").willReturn(answer));
    }

    private static ResponseDefinitionBuilder error(int status, String code) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/xml")
                .withBody(xml(code));
    }

    private static String xml(String code) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code
                + "</Code><Message>in its words</Message><Resource>/x</Resource></Error>";
    }

    private static ResponseDefinitionBuilder stored(String etag) {
        return aResponse().withHeader("ETag", etag);
    }

    private static ResponseDefinitionBuilder there(String etag) {
        return aResponse()
                .withHeader("ETag", etag)
                .withHeader("Content-Length", "3")
                .withHeader("Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT");
    }

    private Throwable failure() {
        return catchThrowable(() -> writer.write(object));
    }

    private void putsWere(int count) {
        store.verify(count, putRequestedFor(urlEqualTo(URL)));
    }

    @Test
    void thePutCarriesAllThatTheStoreNeeds() throws Exception {
        answersPut(stored(etag));

        writer.write(object);

        store.verify(
                1,
                putRequestedFor(urlEqualTo(URL))
                        .withHeader("If-None-Match", equalTo("*"))
                        .withHeader("Content-MD5", equalTo("WOBJTFHTDrNJT3yRmJhruQ=="))
                        .withHeader("Content-Length", equalTo("3"))
                        .withHeader("Content-Type", equalTo("application/json"))
                        .withHeader("Content-Encoding", equalTo("zstd"))
                        .withHeader("x-amz-meta-num-records", equalTo("3"))
                        .withHeader("x-amz-security-token", absent())
                        .withHeader("x-amz-server-side-encryption", absent())
                        .withHeader("Authorization", matching("AWS4-HMAC-SHA256 Credential=test-id/.*/us-east-1/s3/.*"))
                        .withRequestBody(equalTo(TEXT)));
    }

    @Test
    void thePutOfAnIncompleteObjectSaysWhatIsMissing() throws Exception {
        answersPut(stored(etag));
        Gap gap = new Gap("disconnected", Instant.ofEpochSecond(100), Instant.ofEpochMilli(107_500));
        ObjectInfo info = ObjectInfo.at(
                        Samples.BUCKET, Samples.KEY, object.info().tag())
                .gaps(List.of(gap, new Gap("ring_full", gap.from(), gap.from())))
                .build();

        writer.write(Samples.object(info, TEXT));

        store.verify(
                1,
                putRequestedFor(urlEqualTo(URL))
                        .withHeader("x-amz-meta-complete", equalTo("false"))
                        .withHeader(
                                "x-amz-meta-gaps",
                                equalTo("disconnected 1970-01-01T00:01:40Z/1970-01-01T00:01:47.500Z;"
                                        + "ring_full 1970-01-01T00:01:40Z/1970-01-01T00:01:40Z")));
    }

    @Test
    void theFirstKeyOfADirectoryAloneIsLookedForBefore() throws Exception {
        String next = Samples.KEY.replace("00.zst", "01.zst");
        answersPut(stored(etag));

        writer.write(object);
        writer.write(Samples.object(next, TEXT));

        store.verify(1, headRequestedFor(anyUrl()));
        store.verify(1, headRequestedFor(urlEqualTo(URL)));
        store.verify(2, putRequestedFor(anyUrl()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/internal/x/00000000.gz", "logs//internal/00000000.gz", "a/b//", "///"})
    void slashesInKeysAreKept(String key) throws Exception {
        answersPut(stored(etag));

        writer.write(Samples.object(key, TEXT));

        store.verify(1, putRequestedFor(urlEqualTo("/bucket/" + key)));
    }

    @ParameterizedTest
    @CsvSource({
        "500, InternalError",
        "500, ''",
        "502, ''",
        "503, SlowDown",
        "503, ServiceUnavailable",
        "504, ''",
        "408, ''",
        "429, ''",
        "429, TooManyRequests",
        "400, RequestTimeout",
        "409, OperationAborted",
        "409, ConditionalRequestConflict",
        "400, BadDigest",
        "400, IncompleteBody",
        "400, XAmzContentSHA256Mismatch",
        "425, ''",
        "520, ''"
    })
    void whatTimeMendsIsTriedAgainByTheEngineAlone(int status, String code) throws Exception {
        answersPut(code.isEmpty() ? aResponse().withStatus(status).withBody("<html>busy</html>") : error(status, code));

        assertThat(failure())
                .isExactlyInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot write bucket/" + Samples.KEY + ": ")
                .hasMessageContaining(code.isEmpty() ? "(HTTP " + status + ")" : "(" + code + ": in its words)");
        putsWere(1);

        answersPut(stored(etag));
        writer.write(object);
        putsWere(2);
    }

    @ParameterizedTest
    @CsvSource({
        "403, SignatureDoesNotMatch, the store refused the secret key, pipeline.write.s3.secret_key",
        "403, InvalidAccessKeyId, the store does not know the access key, pipeline.write.s3.access_key",
        "400, ExpiredToken, the store refused the token, pipeline.write.s3.session_token",
        "400, InvalidToken, the store refused the token, pipeline.write.s3.api_key",
        "403, RequestTimeTooSkewed, the store's time is another, clock",
        "403, AccessDenied, the store denied access, credentials may put objects",
        "403, '', the store denied access, credentials may put objects",
        "401, '', the store denied access, credentials may put objects",
        "404, NoSuchBucket, the bucket does not exist, create it",
        "404, '', found no such bucket, pipeline.write.s3.endpoint",
        "400, AuthorizationHeaderMalformed, the store refused the region, pipeline.write.s3.region",
        "400, InvalidBucketName, no bucket's name, dirname",
        "400, KMS.NotFoundException, KMS key, pipeline.write.s3.sse",
        "400, InvalidRequest, can't do what was asked, pipeline.write.s3.sse",
        "405, '', does not take such requests, pipeline.write.s3.endpoint",
        "507, '', the store is full, make room",
        "400, '', the answer is not an S3 store's, http or https"
    })
    void whatTheOperatorMendsIsKeptAndSaidClearly(int status, String code, String sentence, String advice) {
        answersPut(code.isEmpty() ? aResponse().withStatus(status) : error(status, code));

        assertThat(failure())
                .isExactlyInstanceOf(OperatorNeededException.class)
                .hasMessageStartingWith("Cannot write bucket/" + Samples.KEY + ": ")
                .hasMessageContaining(sentence)
                .hasMessageContaining(code.isEmpty() ? "HTTP " + status : code)
                .hasMessageContaining(advice);
        putsWere(1);
    }

    @ParameterizedTest
    @CsvSource({
        "400, EntityTooLarge",
        "400, KeyTooLongError",
        "400, InvalidArgument",
        "400, MetadataTooLarge",
        "400, SomethingElse",
        "413, ''",
        "414, ''"
    })
    void whatNothingMendsIsRejected(int status, String code) {
        answersPut(code.isEmpty() ? aResponse().withStatus(status) : error(status, code));

        assertThat(failure())
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("the store will not take it")
                .hasMessageContaining(code.isEmpty() ? "HTTP " + status : code);
        putsWere(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void redirectsAreNotFollowed(int status) {
        store.stubFor(any(urlEqualTo("/elsewhere")).willReturn(stored(etag)));
        store.stubFor(any(urlEqualTo(URL))
                .willReturn(aResponse()
                        .withStatus(status)
                        .withHeader("Location", "/elsewhere")
                        .withHeader("x-amz-bucket-region", "eu-west-1")));

        assertThat(failure())
                .isExactlyInstanceOf(OperatorNeededException.class)
                .hasMessageContaining("the store is at another place (HTTP " + status
                        + ": the bucket's region is eu-west-1, redirected to /elsewhere)"
                        + "; check pipeline.write.s3.endpoint and pipeline.write.s3.region");
        store.verify(0, putRequestedFor(urlEqualTo("/elsewhere")));
    }

    @ParameterizedTest
    @CsvSource({"503, 7, 7", "429, 0, 0", "500, 299, 299", "503, 301, 300", "503, 99999999999999999999, 300"})
    void retryAfterIsHandedOnUpToFiveMinutes(int status, String header, long seconds) {
        answersPut(aResponse().withStatus(status).withHeader("Retry-After", header));

        assertThat(failure())
                .isInstanceOfSatisfying(
                        RetryAfterException.class,
                        later -> assertThat(later.delay()).hasSeconds(seconds));
        putsWere(1);
    }

    @Test
    void retryAfterMayBeADate() {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                context.clock().instant().plusSeconds(90).atOffset(ZoneOffset.UTC));
        answersPut(error(503, "SlowDown").withHeader("Retry-After", date));

        assertThat(failure())
                .isInstanceOfSatisfying(
                        RetryAfterException.class,
                        later -> assertThat(later.delay()).hasSeconds(90));
    }

    @Test
    void aRetryAfterThatMeansNothingIsAnyFailure() {
        answersPut(error(503, "SlowDown").withHeader("Retry-After", "soon"));

        assertThat(failure()).isExactlyInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({"InternalError, the store can't take it now", "AccessDenied, nothing shows that it was stored"})
    void aSuccessWithAnErrorInItIsNone(String code, String sentence) {
        answersPut(stored(etag).withBody(xml(code)));

        assertThat(failure())
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining(sentence + " (" + code + ": in its words)");
    }

    @Test
    void aSuccessWithoutEtagIsNone() {
        answersPut(aResponse().withBody("<html>Welcome to the hotel</html>"));

        assertThat(failure())
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("nothing shows that it was stored (HTTP 200: the answer has no ETag)");
    }

    @Test
    void aSuccessWithAnotherEtagIsNone() {
        answersPut(stored(OTHER_ETAG));

        assertThat(failure())
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("nothing shows that it was stored (HTTP 200: the ETag is not the MD5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"0x8DC5E2A1B3C4D5E\"", "\"00000000000000000000000000000000-1\"", "W/\"a mark\""})
    void anEtagThatIsNoMd5IsAMarkOfTheStoresOwn(String mark) throws Exception {
        answersPut(stored(mark));

        writer.write(object);

        putsWere(1);
    }

    @ParameterizedTest
    @CsvSource({"x-amz-server-side-encryption, aws:kms", "x-amz-server-side-encryption, aws:kms:dsse"})
    void whereTheStoreEncryptsByKmsAnyEtagIsBelieved(String header, String value) throws Exception {
        answersPut(stored(OTHER_ETAG).withHeader(header, value));

        writer.write(object);

        putsWere(1);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aConnectionThatBreaksIsTriedAgainByTheEngineAlone(Fault fault) throws Exception {
        answersPut(aResponse().withFault(fault));

        assertThat(failure())
                .isExactlyInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot write bucket/" + Samples.KEY + ": ")
                .hasMessageContaining("the connection broke (");
        putsWere(1);

        answersPut(stored(etag));
        writer.write(object);
    }

    @Test
    void aStoreThatStallsIsGivenUpAfterTheTimeLimit() throws Exception {
        limitTo(Duration.ofMillis(300));
        answersPut(stored(etag).withFixedDelay(60_000));

        assertThat(failure()).isExactlyInstanceOf(IOException.class).hasMessageEndingWith(": no answer within 0.3 s");
    }

    @Test
    void theTimeLimitGrowsWithTheSize() throws Exception {
        limitTo(Duration.ofSeconds(1));
        String large = "x".repeat(300_000);
        answersPut(stored(Samples.etag(large)).withFixedDelay(1_800));

        writer.write(Samples.object(Samples.KEY, large));

        putsWere(1);
    }

    @Test
    void aStoreThatTakesNoByteIsGivenUpToo() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0);
                ObjectWriter waiting = Samples.impatient(
                        S3.at("http://127.0.0.1:" + deaf.getLocalPort()).credentials("id", "secret"),
                        context,
                        Duration.ofMillis(300))) {
            assertThatThrownBy(() -> waiting.write(object))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessageEndingWith(": no answer within 0.3 s");
        }
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        answersPut(stored(etag).withFixedDelay(60_000));
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread thread = new Thread(() -> ended.complete(failure()));
        thread.start();
        awaitPut();

        thread.interrupt();

        assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void closingEndsAWriteThatIsUnderWay() throws Exception {
        answersPut(stored(etag).withFixedDelay(60_000));
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        new Thread(() -> ended.complete(failure())).start();
        awaitPut();

        writer.close();

        assertThat(ended.get(30, TimeUnit.SECONDS)).isExactlyInstanceOf(IOException.class);
    }

    private static void awaitPut() throws InterruptedException {
        assertThat(Arrivals.PUTS.poll(60, TimeUnit.SECONDS)).isNotNull();
    }

    /** Tells of a PUT when it arrives; the server's journal has it only when it is answered. */
    private static final class Arrivals implements ServeEventListener {
        static final BlockingQueue<String> PUTS = new LinkedBlockingQueue<>();

        @Override
        public void beforeMatch(ServeEvent event, Parameters parameters) {
            if (event.getRequest().getMethod().equals(RequestMethod.PUT)) {
                PUTS.add(event.getRequest().getUrl());
            }
        }

        @Override
        public boolean applyGlobally() {
            return true;
        }

        @Override
        public String getName() {
            return "arrivals";
        }
    }

    @Test
    void aTakenKeyWithOurContentIsASuccess() throws Exception {
        answersPut(error(412, "PreconditionFailed"));
        answersLaterHeads(there(etag));

        writer.write(object);

        putsWere(1);
        store.verify(2, headRequestedFor(urlEqualTo(URL)));
    }

    @Test
    void aTakenKeyWithOtherContentIsTaken() {
        answersPut(error(412, "PreconditionFailed"));
        answersLaterHeads(there(OTHER_ETAG));

        assertThat(failure()).isInstanceOf(KeyTakenException.class);
    }

    @Test
    void aTakenKeyThatHasGoneMeanwhileIsTriedAgain() {
        answersPut(error(412, "PreconditionFailed"));

        assertThat(failure()).isExactlyInstanceOf(IOException.class).hasMessageContaining("PreconditionFailed");
    }

    @Test
    void aTakenKeyThatCannotBeLookedAtNowIsTriedAgain() {
        answersPut(error(412, "PreconditionFailed"));
        answersLaterHeads(aResponse().withStatus(503));

        assertThat(failure()).isExactlyInstanceOf(IOException.class);
    }

    @Test
    void aTakenKeyThatMayNotBeLookedAtIsTaken() {
        answersPut(error(412, "PreconditionFailed"));
        answersHead(aResponse().withStatus(403));

        assertThat(failure()).isInstanceOf(KeyTakenException.class);
    }

    @Test
    void aTakenKeyThatMayNotBeLookedAtIsOursAfterALostAnswer() throws Exception {
        answersHead(aResponse().withStatus(403));
        answersPut(aResponse().withFault(Fault.EMPTY_RESPONSE));
        assertThat(failure()).isExactlyInstanceOf(IOException.class);
        answersPut(error(412, "PreconditionFailed"));

        StoredObject other = Samples.object(Samples.KEY, "[1]\n");
        assertThatThrownBy(() -> writer.write(other)).isInstanceOf(KeyTakenException.class);
        writer.write(object);

        assertThat(failure()).as("the doubt ended with the success").isInstanceOf(KeyTakenException.class);
    }

    @Test
    void aTakenKeyThatMayNotBeLookedAtIsOursAfterASuccessThatShowedTooLittle() throws Exception {
        answersHead(aResponse().withStatus(403));
        answersPut(aResponse());
        assertThat(failure()).isExactlyInstanceOf(IOException.class);
        answersPut(error(412, "PreconditionFailed"));

        writer.write(object);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 500, 503})
    void aRefusalLeavesNoDoubt(int status) {
        answersHead(aResponse().withStatus(403));
        answersPut(aResponse().withStatus(status));
        assertThat(failure())
                .isInstanceOf(IOException.class)
                .isNotInstanceOfAny(KeyTakenException.class, RejectedException.class);
        answersPut(error(412, "PreconditionFailed"));

        assertThat(failure()).isInstanceOf(KeyTakenException.class);
    }

    @Test
    void aConnectionThatWasNeverMadeLeavesNoDoubt() throws Exception {
        WireMockServer restarted = new WireMockServer(
                wireMockConfig().dynamicPort().bindAddress("127.0.0.1").jettyStopTimeout(0L));
        restarted.start();
        int port = restarted.port();
        try (ObjectWriter own =
                Samples.trusting(S3.at("http://127.0.0.1:" + port).credentials("id", "secret"), context)) {
            restarted.stubFor(head(anyUrl()).willReturn(aResponse().withStatus(403)));
            restarted.stubFor(put(anyUrl()).willReturn(stored(etag)));
            StoredObject another = Samples.object(Samples.KEY.replace("00.zst", "01.zst"), TEXT);
            own.write(another);
            restarted.stop();
            assertThatThrownBy(() -> own.write(another))
                    .as("uses up the open connection")
                    .isExactlyInstanceOf(IOException.class);
            assertThatThrownBy(() -> own.write(object)).hasMessageContaining("no connection (");

            restarted = new WireMockServer(
                    wireMockConfig().port(port).bindAddress("127.0.0.1").jettyStopTimeout(0L));
            restarted.start();
            restarted.stubFor(head(anyUrl()).willReturn(aResponse().withStatus(403)));
            restarted.stubFor(put(anyUrl()).willReturn(error(412, "PreconditionFailed")));

            assertThatThrownBy(() -> own.write(object)).isInstanceOf(KeyTakenException.class);
        } finally {
            restarted.stop();
        }
    }

    @Test
    void underKmsSizeAndMetadataTellWhetherItIsOurs() throws Exception {
        ResponseDefinitionBuilder ours = there("\"opaque\"")
                .withHeader("x-amz-server-side-encryption", "aws:kms")
                .withHeader("x-amz-meta-first-timestamp", "1000")
                .withHeader("x-amz-meta-last-timestamp", "61000")
                .withHeader("x-amz-meta-num-records", "3");
        answersHead(ours);

        writer.write(object);
        putsWere(0);

        StoredObject longer = Samples.object(Samples.KEY, "[1]\n");
        writer.close();
        writer = Samples.trusting(settings(), context);
        assertThatThrownBy(() -> writer.write(longer)).isInstanceOf(KeyTakenException.class);

        answersHead(ours.withHeader("x-amz-meta-num-records", "4"));
        writer.close();
        writer = Samples.trusting(settings(), context);
        assertThat(failure()).isInstanceOf(KeyTakenException.class);
    }

    @Test
    void underAnEtagOfTheStoresOwnSizeAndMetadataTellWhetherItIsOurs() throws Exception {
        answersPut(error(412, "PreconditionFailed"));
        answersHead(there("\"0x8DE29A\"")
                .withHeader("x-amz-meta-first-timestamp", "1000")
                .withHeader("x-amz-meta-last-timestamp", "61000")
                .withHeader("x-amz-meta-num-records", "3"));

        writer.write(object);
    }

    @Test
    void anEarlierLifesObjectIsFoundWhereTheStoreIgnoresTheCondition() {
        answersHead(there(OTHER_ETAG));
        answersPut(stored(etag));

        assertThat(failure()).isInstanceOf(KeyTakenException.class);
        putsWere(0);
    }

    @Test
    void ourObjectOfAnEarlierLifeIsNotWrittenAgain() throws Exception {
        answersHead(there(etag));

        writer.write(object);

        putsWere(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 405, 301})
    void whoMayNotLookWritesAllTheSame(int status) throws Exception {
        answersHead(aResponse().withStatus(status));
        answersPut(stored(etag));

        writer.write(object);

        putsWere(1);
    }

    @Test
    void aStoreThatCannotBeAskedNowIsNotWrittenTo() {
        answersHead(aResponse().withStatus(503).withHeader("Retry-After", "3"));
        answersPut(stored(etag));

        assertThat(failure()).isInstanceOf(RetryAfterException.class);
        putsWere(0);
    }

    @Test
    void aHeadThatCannotBeReadIsAFailure() {
        answersHead(aResponse().withHeader("ETag", etag));

        assertThat(failure())
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("the answer can't be read (NullPointerException)");
    }

    @ParameterizedTest
    @CsvSource({"501, NotImplemented", "501, ''", "400, NotImplemented"})
    void aStoreThatDoesNotKnowTheConditionIsAskedBeforeEachWrite(int status, String code) throws Exception {
        answersPut(stored(etag));
        store.stubFor(put(anyUrl())
                .withHeader("If-None-Match", equalTo("*"))
                .willReturn(code.isEmpty() ? aResponse().withStatus(status) : error(status, code)));
        String next = Samples.KEY.replace("00.zst", "01.zst");
        String third = Samples.KEY.replace("00.zst", "02.zst");
        store.stubFor(head(urlEqualTo("/bucket/" + third)).willReturn(there(OTHER_ETAG)));

        try (Logs logs = new Logs()) {
            writer.write(object);
            writer.write(Samples.object(next, TEXT));
            assertThatThrownBy(() -> writer.write(Samples.object(third, TEXT))).isInstanceOf(KeyTakenException.class);

            assertThat(logs.lines())
                    .containsExactly("WARNING The store does not know conditional writes (If-None-Match):"
                            + " from now on it is asked before each write whether the key is taken");
        }
        store.verify(1, putRequestedFor(anyUrl()).withHeader("If-None-Match", equalTo("*")));
        store.verify(2, putRequestedFor(anyUrl()).withHeader("If-None-Match", absent()));
        store.verify(1, headRequestedFor(urlEqualTo("/bucket/" + next)));
    }

    @Test
    void whatIsNotImplementedForAnotherReasonLeavesTheConditionOn() {
        answersPut(error(501, "NotImplemented"));

        try (Logs logs = new Logs()) {
            assertThat(failure())
                    .isInstanceOf(OperatorNeededException.class)
                    .hasMessageContaining("does not take such requests (NotImplemented");
            assertThat(failure()).isInstanceOf(OperatorNeededException.class);

            assertThat(logs.lines()).isEmpty();
        }
        store.verify(2, putRequestedFor(anyUrl()).withHeader("If-None-Match", equalTo("*")));
    }

    @Test
    void aSessionTokenIsSentAndSigned() throws Exception {
        writer.close();
        writer = Samples.trusting(settings().sessionToken("the-token"), context);
        answersPut(stored(etag));

        writer.write(object);

        store.verify(putRequestedFor(urlEqualTo(URL))
                .withHeader("x-amz-security-token", equalTo("the-token"))
                .withHeader("Authorization", matching(".*SignedHeaders=[^,]*x-amz-security-token.*")));
    }

    @Test
    void encryptionByTheStoresOwnKeyIsAskedFor() throws Exception {
        writer.close();
        writer = Samples.trusting(settings().sse("AES256"), context);
        answersPut(stored(etag));

        writer.write(object);

        store.verify(putRequestedFor(urlEqualTo(URL)).withHeader("x-amz-server-side-encryption", equalTo("AES256")));
        answersPut(stored(OTHER_ETAG));
        assertThat(failure()).as("its ETag is the MD5").isExactlyInstanceOf(IOException.class);
    }

    @Test
    void encryptionByAKmsKeyIsAskedFor() throws Exception {
        writer.close();
        writer = Samples.trusting(settings().sse("arn:aws:kms:eu-west-1:1:key/2"), context);
        answersPut(stored(OTHER_ETAG));

        writer.write(object);

        store.verify(putRequestedFor(urlEqualTo(URL))
                .withHeader("x-amz-server-side-encryption", equalTo("aws:kms"))
                .withHeader("x-amz-server-side-encryption-aws-kms-key-id", equalTo("arn:aws:kms:eu-west-1:1:key/2")));
    }

    @Test
    void foreignTextIsCutAndCleaned() {
        answersPut(aResponse()
                .withStatus(503)
                .withBody("<Error><Code>SlowDown</Code><Message>a\nb\u001b[31m\u202e" + "c".repeat(500)
                        + "</Message></Error>"));

        assertThat(failure().getMessage())
                .contains("SlowDown: a\\u000ab\\u001b[31m\\u202eccc")
                .endsWith("ccc...)")
                .hasSizeLessThan(450);
    }
}
