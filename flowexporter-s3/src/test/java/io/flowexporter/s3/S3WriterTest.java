package io.flowexporter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.KeyTakenException;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.OperatorNeededException;
import io.flowexporter.api.object.RejectedException;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.testkit.Ending;
import io.flowexporter.testkit.FaultProxy;
import io.flowexporter.testkit.TestContext;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.MinioClient;
import io.minio.StatObjectArgs;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The writer against a real S3 server. */
class S3WriterTest {
    private static S3Server server;
    private static OkHttpClient http;
    private static MinioClient reader;
    private static int buckets;

    private String bucket;
    private ObjectWriter writer;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3Server.start();
        http = new OkHttpClient();
        reader = MinioClient.builder()
                .endpoint(server.endpoint())
                .region("us-east-1")
                .credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)
                .httpClient(http)
                .build();
    }

    @AfterAll
    static void stopServer() throws Exception {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
        server.close();
    }

    @BeforeEach
    void openWriter() throws Exception {
        bucket = "bucket-" + buckets++;
        server.createBucket(bucket);
        writer = writer();
    }

    @AfterEach
    void closeWriter() throws Exception {
        writer.close();
    }

    private static ObjectWriter writer() throws Exception {
        return writer(S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    }

    private static ObjectWriter writer(String id, String secret) throws Exception {
        return Samples.started(S3.at(server.endpoint()).credentials(id, secret), new TestContext());
    }

    private StoredObject object(String key, String text) {
        return object(bucket, key, text);
    }

    private static StoredObject object(String bucket, String key, String text) {
        return Samples.object(
                ObjectInfo.at(bucket, key, Tag.of("internal"))
                        .records(3)
                        .covers(Instant.ofEpochMilli(1_000), Instant.ofEpochMilli(61_000))
                        .content("application/json", "gzip")
                        .build(),
                text);
    }

    private String read(String key) throws Exception {
        try (GetObjectResponse there = reader.getObject(
                GetObjectArgs.builder().bucket(bucket).object(key).build())) {
            return new String(there.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Headers headers(String key) throws Exception {
        return reader.statObject(
                        StatObjectArgs.builder().bucket(bucket).object(key).build())
                .headers();
    }

    @Test
    void anObjectIsStoredWithItsBytesTypeEncodingAndMetadata() throws Exception {
        writer.write(object(Samples.KEY, "[{\"a\":1}]\n"));

        assertThat(read(Samples.KEY)).isEqualTo("[{\"a\":1}]\n");
        Headers headers = headers(Samples.KEY);
        assertThat(headers.get("Content-Type")).isEqualTo("application/json");
        assertThat(headers.get("Content-Encoding")).isEqualTo("gzip");
        assertThat(headers.get("x-amz-meta-first-timestamp")).isEqualTo("1000");
        assertThat(headers.get("x-amz-meta-last-timestamp")).isEqualTo("61000");
        assertThat(headers.get("x-amz-meta-num-records")).isEqualTo("3");
    }

    @Test
    void withoutCompressionThereIsNoContentEncoding() throws Exception {
        ObjectInfo info = ObjectInfo.at(bucket, "plain.csv", Tag.of("other"))
                .content("text/csv; charset=utf-8", "")
                .build();

        writer.write(Samples.object(info, "a,b\n"));

        assertThat(headers("plain.csv").get("Content-Encoding")).isNull();
        assertThat(headers("plain.csv").get("Content-Type")).isEqualTo("text/csv; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"one", "with blank", "plus+and=at@and:colon", "ünïcode/ключ", "percent%2Fand%25", "a.b/..c/d"})
    void keysAreTakenAsTheyAre(String key) throws Exception {
        writer.write(object(key, "text"));

        assertThat(read(key)).isEqualTo("text");
    }

    @Test
    void aLargeObjectIsOnePut() throws Exception {
        byte[] bytes = new byte[9 * 1024 * 1024];
        new Random(7).nextBytes(bytes);
        StoredObject large = StoredObject.of(
                ObjectInfo.at(bucket, "large", Tag.of("other")).build(), List.of(new byte[0], bytes, new byte[] {1}));

        writer.write(large);

        String etag = headers("large").get("ETag");
        assertThat(etag).hasSize(34).doesNotContain("-");
        assertThat(headers("large").get("Content-Length")).isEqualTo(Long.toString(large.size()));
    }

    @ParameterizedTest
    @EnumSource(names = {"FIN", "RESET"})
    void aPutThatIsCutOffAnywhereIsWholeAfterTheNextTry(Ending ending) throws Exception {
        String text = "0123456789abcdef".repeat(20_000);
        int port = URI.create(server.endpoint()).getPort();
        try (FaultProxy proxy = FaultProxy.to("127.0.0.1", port);
                ObjectWriter cut = Samples.started(
                        S3.at("http://127.0.0.1:" + proxy.port()).credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY),
                        new TestContext())) {
            cut.write(object("dir/first", "to know the directory"));
            for (int tenth = 0; tenth < 10; tenth++) {
                StoredObject object = object("dir/" + tenth, text);
                proxy.cutUploadAfter(1_500 + tenth * (text.length() - 1_500) / 10, ending);
                // The server may have had the time to say that half a request is a bad one.
                assertThatThrownBy(() -> cut.write(object))
                        .isInstanceOf(IOException.class)
                        .isNotInstanceOfAny(RejectedException.class, KeyTakenException.class);
                cut.write(object);
                assertThat(read("dir/" + tenth)).isEqualTo(text);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FIN", "RESET"})
    void anAnswerThatIsCutOffAnywhereMakesNoDuplicate(Ending ending) throws Exception {
        int port = URI.create(server.endpoint()).getPort();
        try (FaultProxy proxy = FaultProxy.to("127.0.0.1", port);
                ObjectWriter cut = Samples.started(
                        S3.at("http://127.0.0.1:" + proxy.port()).credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY),
                        new TestContext())) {
            cut.write(object("dir/first", "to know the directory"));
            for (int bytes = 0; bytes < 100; bytes += 10) {
                StoredObject object = object("dir/" + bytes, "text");
                proxy.cutAfter(bytes, ending);
                assertThatThrownBy(() -> cut.write(object)).isExactlyInstanceOf(IOException.class);
                assertThat(read("dir/" + bytes))
                        .as("stored, but the answer is lost")
                        .isEqualTo("text");
                cut.write(object);
                assertThatThrownBy(() ->
                                cut.write(object("dir/" + object.info().key().substring(4), "other")))
                        .isInstanceOf(KeyTakenException.class);
            }
        }
    }

    @Test
    void anEmptyObjectIsStored() throws Exception {
        writer.write(object("empty", ""));

        assertThat(read("empty")).isEmpty();
    }

    @Test
    void theSameObjectAgainIsASuccess() throws Exception {
        writer.write(object("dir/key", "same"));

        writer.write(object("dir/key", "same"));
        try (ObjectWriter next = writer()) {
            next.write(object("dir/key", "same"));
        }

        assertThat(read("dir/key")).isEqualTo("same");
    }

    @Test
    void otherContentUnderTheKeyIsNeverReplaced() throws Exception {
        writer.write(object("dir/key", "first"));

        assertThatThrownBy(() -> writer.write(object("dir/key", "second")))
                .isInstanceOf(KeyTakenException.class)
                .hasMessage("Cannot write %s/dir/key: other content lies under this key", bucket);
        try (ObjectWriter next = writer()) {
            assertThatThrownBy(() -> next.write(object("dir/key", "third"))).isInstanceOf(KeyTakenException.class);
        }

        assertThat(read("dir/key")).isEqualTo("first");
    }

    @Test
    void aWrongSecretIsNamedAndTheObjectIsStoredOnceItIsRight() throws Exception {
        try (ObjectWriter wrong = writer(S3Server.ACCESS_KEY, "not-the-secret")) {
            assertThatThrownBy(() -> wrong.write(object("key", "text")))
                    .isInstanceOf(OperatorNeededException.class)
                    .hasMessageStartingWith("Cannot write " + bucket + "/key: the store refused the secret key"
                            + " (SignatureDoesNotMatch")
                    .hasMessageEndingWith("; check pipeline.write.s3.secret_key")
                    .satisfies(thrown -> assertThat(Samples.shown(thrown)).doesNotContain("not-the-secret"));
        }

        writer.write(object("key", "text"));

        assertThat(read("key")).isEqualTo("text");
    }

    @Test
    void anUnknownAccessKeyIsNamed() throws Exception {
        try (ObjectWriter wrong = writer("AKIAUNKNOWN", S3Server.SECRET_KEY)) {
            assertThatThrownBy(() -> wrong.write(object("key", "text")))
                    .isInstanceOf(OperatorNeededException.class)
                    .hasMessageContaining("the store does not know the access key (InvalidAccessKeyId")
                    .hasMessageEndingWith("; check pipeline.write.s3.access_key");
        }
    }

    @Test
    void aMissingBucketIsNamedAndTheNextTryAfterItWasMadeStores() throws Exception {
        StoredObject object = object("made-later", "key", "text");
        assertThatThrownBy(() -> writer.write(object))
                .isInstanceOf(OperatorNeededException.class)
                .hasMessageStartingWith("Cannot write made-later/key: the bucket does not exist (NoSuchBucket")
                .hasMessageEndingWith("; create it, or check the bucket's name (dirname) in the store's section");

        server.createBucket("made-later");
        writer.write(object);

        bucket = "made-later";
        assertThat(read("key")).isEqualTo("text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "-abc", "a/b/c", "a b c"})
    void aBucketNameThatCanBeNoneIsAClearErrorAndNoLoss(String name) {
        assertThatThrownBy(() -> writer.write(object(name, "key", "text")))
                .isInstanceOf(OperatorNeededException.class)
                .hasMessageContaining("'" + name + "' is no bucket's name: S3 wants 3 to 63 letters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/../b", "./a", "internal/20261123T100000Z/00000000/../../x"})
    void aKeyThatHttpCannotCarryIsRejected(String key) {
        assertThatThrownBy(() -> writer.write(object(key, "text")))
                .isInstanceOf(RejectedException.class)
                .hasMessageEndingWith("a key must not be empty or have a part '.' or '..'");
    }

    @Test
    void aContentTypeThatHttpCannotCarryIsRejected() {
        ObjectInfo info = ObjectInfo.at(bucket, "key", Tag.of("other"))
                .content("no type\n", "")
                .build();

        assertThatThrownBy(() -> writer.write(Samples.object(info, "text")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("it can't be sent")
                .hasMessageNotContaining("\n");
    }

    @Test
    void severalThreadsWriteAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> writes = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String key = "tag" + i % 4 + "/" + i;
                writes.add(threads.submit(() -> {
                    writer.write(object(key, key));
                    return key;
                }));
            }
            for (Future<?> write : writes) {
                String key = (String) write.get();
                assertThat(read(key)).isEqualTo(key);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aStoreThatIsDownIsNoReasonNotToStart() throws Exception {
        S3Server stopped = S3Server.start();
        String endpoint = stopped.endpoint();
        stopped.close();

        try (ObjectWriter down = Samples.started(S3.at(endpoint).credentials("id", "secret"), new TestContext())) {
            assertThatThrownBy(() -> down.write(object("key", "text")))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessageContaining("no connection (ConnectException: Failed to connect to ");
        }
    }

    @Test
    void closingEndsItsThreads() throws Exception {
        writer.write(object("key", "text"));
        assertThat(threads()).isNotEmpty();

        writer.close();

        assertThat(threads()).isEmpty();
    }

    /** The names of the threads that make requests of the server, or wait to. */
    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.equals("s3") || name.startsWith("OkHttp " + server.endpoint()))
                .toList();
    }

    @Test
    void aWriterThatWasNotStartedCanBeClosedAndDoesNotWrite() throws Exception {
        try (ObjectWriter unstarted =
                S3.at(server.endpoint()).credentials("id", "secret").create(new TestContext())) {
            assertThat(catchThrowable(() -> unstarted.write(object("key", "text"))))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
