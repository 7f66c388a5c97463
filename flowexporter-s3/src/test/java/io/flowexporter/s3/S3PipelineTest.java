package io.flowexporter.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.PipelineListener;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.core.classify.Subnets;
import io.flowexporter.core.compress.Gzip;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.runtime.Limits;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.core.source.Skydive;
import io.flowexporter.core.store.Buffered;
import io.flowexporter.testkit.AnalyzerServer;
import io.flowexporter.testkit.ManualClock;
import io.flowexporter.testkit.Recording;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.messages.Item;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A recording from an analyzer, through a whole pipeline, into a real S3 server. */
class S3PipelineTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int FLOWS = 1_046;

    private AnalyzerServer analyzer;
    private S3Server server;

    @BeforeEach
    void start() throws Exception {
        analyzer = AnalyzerServer.start();
        server = S3Server.start();
        server.createBucket("bucket");
    }

    @AfterEach
    void close() throws Exception {
        analyzer.close();
        server.close();
    }

    private Pipeline.Done pipeline(S3 store) {
        return Pipeline.builder("s3")
                .from(Skydive.subscribe(analyzer.url()).hostId("me"))
                .classify(Subnets.of("10.0.0.0/8", "172.16.0.0/12"))
                .store(Buffered.in("bucket").prefix("logs").maxFlowsPerObject(100))
                .encode(Json.compact())
                .compress(Gzip.level(6))
                .write(store);
    }

    private S3 store() {
        return S3.at(server.endpoint()).credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    }

    private void receiveAll(RunningPipeline running) {
        receiveAll(running, Recording.PLAIN, FLOWS);
    }

    private void receiveAll(RunningPipeline running, String recording, int flows) {
        analyzer.awaitSubscribers(1, SOON);
        analyzer.play(Recording.load(recording), 0);
        analyzer.await(() -> running.ledger().received() == flows, SOON);
    }

    private MinioClient client() {
        return MinioClient.builder()
                .endpoint(server.endpoint())
                .region("us-east-1")
                .credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)
                .build();
    }

    private List<String> keys() throws Exception {
        List<String> keys = new ArrayList<>();
        for (Result<Item> result : client().listObjects(ListObjectsArgs.builder()
                .bucket("bucket")
                .recursive(true)
                .build())) {
            keys.add(result.get().objectName());
        }
        return keys;
    }

    private JsonNode content(String key) throws Exception {
        try (InputStream in = client().getObject(GetObjectArgs.builder()
                        .bucket("bucket")
                        .object(key)
                        .build());
                GZIPInputStream expanded = new GZIPInputStream(in)) {
            return new ObjectMapper().readTree(expanded);
        }
    }

    @Test
    void objectsAreThereWithTheirMetadata() throws Exception {
        try (RunningPipeline running = PipelineRunner.start(pipeline(store()).build())) {
            receiveAll(running);
            assertThat(running.close(SOON).allStored()).isTrue();
        }
        int records = 0;
        for (String key : keys()) {
            assertThat(key).matches("logs/(internal|ingress|egress|other)/\\d{8}T\\d{6}Z/\\d{8}\\.gz");
            StatObjectResponse stat = client().statObject(StatObjectArgs.builder()
                    .bucket("bucket")
                    .object(key)
                    .build());
            assertThat(stat.contentType()).isEqualTo("application/json");
            assertThat(stat.headers().get("Content-Encoding")).isEqualTo("gzip");
            int size = content(key).size();
            assertThat(stat.headers().get("x-amz-meta-num-records")).isEqualTo(Integer.toString(size));
            long first = Long.parseLong(stat.headers().get("x-amz-meta-first-timestamp"));
            long last = Long.parseLong(stat.headers().get("x-amz-meta-last-timestamp"));
            assertThat(Instant.ofEpochMilli(last)).isBetween(Instant.now().minusSeconds(600), Instant.now());
            assertThat(first).isLessThanOrEqualTo(last);
            records += size;
        }
        assertThat(records).isEqualTo(FLOWS);
    }

    @Test
    void aWrongSecretIsSaidAndNothingIsLostMeanwhile() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        AtomicReference<Exception> why = new AtomicReference<>();
        Pipeline pipeline = pipeline(store().credentials(S3Server.ACCESS_KEY, "guessed"))
                .listener(new PipelineListener() {
                    @Override
                    public void writeFailed(ObjectInfo object, Exception cause) {
                        why.set(cause);
                        failed.countDown();
                    }
                })
                .build();
        try (RunningPipeline running = PipelineRunner.start(pipeline)) {
            receiveAll(running);
            assertThat(failed.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(why.get())
                    .hasMessageContaining("SignatureDoesNotMatch")
                    .hasMessageContaining("secret_key")
                    .hasMessageNotContaining("guessed");
            assertThat(running.ledger().lost()).isZero();
            assertThat(running.ledger().waiting()).isEqualTo(FLOWS);
            RunningPipeline.Outcome outcome = running.close(Duration.ofMillis(100));
            assertThat(outcome.ledger().lost())
                    .as("lost in the end, and told so")
                    .isEqualTo(FLOWS);
        }
        assertThat(keys()).isEmpty();
    }

    @Test
    void aRestartWithinTheSameSecondOverwritesNothing() throws Exception {
        ManualClock clock = new ManualClock(Instant.parse("2026-11-23T10:00:00Z"));
        Map<String, Integer> lives = Map.of(Recording.PLAIN, FLOWS, Recording.TCP_METRIC, 1_451);
        for (Map.Entry<String, Integer> life : lives.entrySet()) {
            try (PipelineRunner runner = PipelineRunner.with(clock, Limits.defaults());
                    RunningPipeline running = runner.begin(pipeline(store()).build())) {
                receiveAll(running, life.getKey(), life.getValue());
                assertThat(running.close(SOON).allStored()).isTrue();
            }
        }
        int records = 0;
        for (String key : keys()) {
            records += content(key).size();
        }
        assertThat(records).isEqualTo(FLOWS + 1_451);
    }
}
