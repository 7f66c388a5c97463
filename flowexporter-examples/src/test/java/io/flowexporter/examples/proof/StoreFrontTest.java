package io.flowexporter.examples.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.RetryAfterException;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.examples.S3Server;
import io.flowexporter.s3.S3;
import io.flowexporter.testkit.TestContext;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The front does to a store what it says that it does. */
class StoreFrontTest {
    private static final String KEY = "logs/a b/1.gz";

    private S3Server server;
    private StoreFront front;
    private ObjectWriter writer;

    @BeforeEach
    void start() throws Exception {
        server = S3Server.start();
        front = StoreFront.of(server.endpoint(), S3Server.BUCKET, 1);
        writer = S3.at(front.endpoint())
                .credentials(S3Server.USER, S3Server.PASSWORD)
                .create(new TestContext());
        writer.start();
    }

    @AfterEach
    void stop() throws Exception {
        writer.close();
        front.close();
        server.close();
    }

    private void put() throws Exception {
        ObjectInfo info =
                ObjectInfo.at(S3Server.BUCKET, KEY, Tag.OTHER).records(1).build();
        writer.write(StoredObject.of(info, List.of(new byte[100_000])));
    }

    private List<String> keys() throws Exception {
        return List.copyOf(new S3Bucket(server).keys());
    }

    @ParameterizedTest
    @EnumSource(
            value = StoreFault.class,
            names = {"NONE", "STALLED"})
    void storesAndAnswers(StoreFault fault) throws Exception {
        front.always(fault);

        put();

        front.awaitIdle();
        assertThat(keys()).containsExactly(KEY);
        // The writer tries its first one twice, to see whether the store refuses what is there.
        assertThat(front.puts())
                .first()
                .satisfies(put -> assertThat(put.key()).isEqualTo(KEY))
                .satisfies(put -> assertThat(put.stored()).isTrue())
                .satisfies(put -> assertThat(put.fault()).isEqualTo(fault));
    }

    @ParameterizedTest
    @EnumSource(
            value = StoreFault.class,
            names = {"STORED_UNANSWERED", "STORED_HALF_ANSWERED"})
    void storesWithoutAnAnswer(StoreFault fault) throws Exception {
        front.always(fault);

        assertThatThrownBy(this::put).hasMessageContaining("connection");

        front.awaitIdle();
        assertThat(keys()).containsExactly(KEY);
        assertThat(front.puts())
                .singleElement()
                .satisfies(put -> assertThat(put.stored()).isTrue());
    }

    @ParameterizedTest
    @EnumSource(
            value = StoreFault.class,
            names = {"BUSY", "BUSY_RETRY_AFTER"})
    void refuses(StoreFault fault) throws Exception {
        front.always(fault);

        Throwable thrown = catchThrowable(this::put);

        assertThat(thrown).isInstanceOf(IOException.class).hasMessageContaining("SlowDown");
        assertThat(thrown instanceof RetryAfterException).isEqualTo(fault == StoreFault.BUSY_RETRY_AFTER);

        front.awaitIdle();
        assertThat(keys()).isEmpty();
        assertThat(front.puts())
                .singleElement()
                .satisfies(put -> assertThat(put.stored()).isFalse());
    }

    @Test
    void resetsInTheMiddleOfTheBody() throws Exception {
        front.always(StoreFault.RESET);

        assertThatThrownBy(this::put).hasMessageContaining("connection");

        front.awaitIdle();
        assertThat(keys()).isEmpty();
        assertThat(front.puts())
                .singleElement()
                .satisfies(put -> assertThat(put.hash()).isEmpty());
    }

    @Test
    void isDownAndComesBack() throws Exception {
        front.goDown();

        assertThatThrownBy(this::put).hasMessageContaining("connection");
        assertThat(front.puts()).isEmpty();

        front.goRight();
        put();
        assertThat(keys()).containsExactly(KEY);
    }
}
