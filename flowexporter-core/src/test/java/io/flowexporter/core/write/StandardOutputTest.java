package io.flowexporter.core.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.Compressor;
import io.flowexporter.core.compress.Gzip;
import io.flowexporter.core.compress.NoCompression;
import io.flowexporter.core.compress.Zstd;
import io.flowexporter.testkit.TestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
    private static StoredObject object(Compressor compressor, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        compressor.join(List.of(compressor.part(bytes, 0, bytes.length)), object);
        return StoredObject.of(
                ObjectInfo.at("bucket", "logs/internal/1/00000000", Tag.INTERNAL)
                        .content("application/json", compressor.contentEncoding())
                        .build(),
                List.of(object.toByteArray()));
    }

    @Test
    void showsObjectsAsTextHoweverTheyAreCompressed() throws Exception {
        TestContext context = new TestContext();
        for (Compressor compressor : List.of(
                new NoCompression(),
                Gzip.level(6).create(context),
                Zstd.level(3).create(context))) {
            ByteArrayOutputStream shown = new ByteArrayOutputStream();

            StandardOutput.on(new PrintStream(shown)).write(object(compressor, "[\"ü\"]\n"));

            assertThat(shown.toString(StandardCharsets.UTF_8))
                    .isEqualTo("--- bucket/logs/internal/1/00000000 ---\n[\"ü\"]\n\n");
        }
    }

    @Test
    void saysWhenNobodyReadsAnyMore() throws Exception {
        PrintStream closed = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
        StoredObject object = object(new NoCompression(), "[]\n");

        assertThatThrownBy(() -> StandardOutput.on(closed).write(object))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot show " + object.info() + ": standard output takes nothing any more");
    }
}
