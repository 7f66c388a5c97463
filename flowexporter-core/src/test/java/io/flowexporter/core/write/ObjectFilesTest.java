package io.flowexporter.core.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.KeyTakenException;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.RejectedException;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.testkit.TestContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectFilesTest {
    private static final String KEY = "logs/internal/20261123T100000Z/00000000.json";

    @TempDir
    private Path place;

    private static StoredObject object(String bucket, String key, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return StoredObject.of(
                ObjectInfo.at(bucket, key, Tag.INTERNAL).build(),
                List.of(new byte[] {bytes[0]}, java.util.Arrays.copyOfRange(bytes, 1, bytes.length)));
    }

    private static StoredObject object(String key, String text) {
        return object("bucket", key, text);
    }

    private static ObjectWriter started(Path directory) throws Exception {
        ObjectWriter writer = ObjectFiles.in(directory).create(new TestContext());
        writer.start();
        return writer;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(place)) {
            return all.filter(path -> !Files.isDirectory(path))
                    .map(path -> place.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void areNamedByBucketAndKey() throws Exception {
        try (ObjectWriter writer = started(place.resolve("new/directory"))) {
            writer.write(object(KEY, "[1]\n"));
        }

        assertThat(files()).containsExactly("new/directory/bucket/" + KEY);
        assertThat(place.resolve("new/directory/bucket").resolve(KEY)).hasContent("[1]\n");
    }

    @Test
    void mayHaveAnEmptyPrefix() throws Exception {
        try (ObjectWriter writer = started(place)) {
            writer.write(object("/internal/1/00000000.gz", "x"));
        }

        assertThat(files()).containsExactly("bucket/internal/1/00000000.gz");
    }

    @Test
    void areNeverReplaced() throws Exception {
        try (ObjectWriter writer = started(place)) {
            writer.write(object(KEY, "[1]\n"));
            writer.write(object(KEY, "[1]\n"));

            assertThatThrownBy(() -> writer.write(object(KEY, "[2]\n"))).isInstanceOf(KeyTakenException.class);
            assertThatThrownBy(() -> writer.write(object(KEY, "[1],\n"))).isInstanceOf(KeyTakenException.class);
        }

        assertThat(place.resolve("bucket").resolve(KEY)).hasContent("[1]\n");
        assertThat(files()).hasSize(1);
    }

    @Test
    void leaveNothingUnfinished() throws Exception {
        Files.createDirectories(place.resolve("bucket/logs"));
        Files.writeString(place.resolve("bucket/logs/.tmp-of-a-crash"), "[");
        Files.writeString(place.resolve("bucket/logs/other"), "kept");

        started(place).close();

        assertThat(files()).containsExactly("bucket/logs/other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../../x", "a/./x", ".tmp-x", "a/.tmp-x/b", "a\0b", "/", ""})
    void ofKeysThatAreNoPathsAreRefused(String key) throws Exception {
        try (ObjectWriter writer = started(place)) {
            assertThatThrownBy(() -> writer.write(object(key, "x"))).isInstanceOf(RejectedException.class);
        }
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "a/b", ""})
    void ofBucketsThatAreNoNamesAreRefused(String bucket) throws Exception {
        try (ObjectWriter writer = started(place.resolve("inside"))) {
            assertThatThrownBy(() -> writer.write(object(bucket, KEY, "x"))).isInstanceOf(RejectedException.class);
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void areNotWrittenThroughLinks() throws Exception {
        Path elsewhere = Files.createDirectory(place.resolve("elsewhere"));
        Path inside = Files.createDirectory(place.resolve("inside"));
        Files.createSymbolicLink(inside.resolve("bucket"), elsewhere);

        try (ObjectWriter writer = started(inside)) {
            assertThatThrownBy(() -> writer.write(object(KEY, "x")))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("is a link");
        }
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void waitForADirectoryThatIsInTheWayAsAFile() throws Exception {
        try (ObjectWriter writer = started(place)) {
            Path inTheWay = Files.writeString(place.resolve("bucket"), "a file");
            assertThatThrownBy(() -> writer.write(object(KEY, "x"))).isExactlyInstanceOf(IOException.class);

            Files.delete(inTheWay);
            writer.write(object(KEY, "x"));
        }
        assertThat(files()).hasSize(1);
    }

    @Test
    void needADirectoryThatCanBeMade() throws Exception {
        Path file = Files.writeString(place.resolve("file"), "x");

        assertThatThrownBy(() -> started(file.resolve("below")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot keep objects in " + file.resolve("below") + ": ");
    }
}
