package io.flowexporter.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.stage.Account;
import io.flowexporter.testkit.TestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccountFileTest {
    private static final long START = 1_795_428_000_000L;
    private static final ObjectInfo INFO =
            ObjectInfo.at("bucket", "key", Tag.INGRESS).build();

    private final TestContext context = new TestContext();
    private Path file;
    private Path copy;

    @BeforeEach
    void place(@TempDir Path directory) {
        file = directory.resolve("account.json");
        copy = directory.resolve("account.json.bak");
    }

    private Account started() throws Exception {
        Account account = AccountFile.in(file).create(context);
        account.start();
        return account;
    }

    private static void write(Account account, long bytes) throws Exception {
        account.written(INFO, bytes);
    }

    private static String counted(long start, long end, long bytes, long current, long currentBytes) {
        return """
                {
                 "version": "1.1.0",
                 "accumulate-start": %d,
                 "accumulate-end": %d,
                 "accumulate-bytes": %d,
                 "current-start": %d,
                 "current-end": %d,
                 "current-bytes": %d
                }
                """.formatted(start, end, bytes, current, current, currentBytes);
    }

    @Test
    void countsWhatWasWritten() throws Exception {
        Account account = started();
        context.manualClock().advance(Duration.ofSeconds(1));
        write(account, 100);
        assertThat(file).hasContent(counted(START, START + 1000, 100, START + 1000, 100));

        context.manualClock().advance(Duration.ofSeconds(2));
        write(account, 11);
        assertThat(file).hasContent(counted(START, START + 3000, 111, START + 3000, 11));
        assertThat(copy).hasSameTextualContentAs(file);
    }

    @Test
    void goesOnAfterARestart() throws Exception {
        write(started(), 100);
        context.manualClock().advance(Duration.ofSeconds(5));
        write(started(), 1);

        assertThat(file).hasContent(counted(START, START + 5000, 101, START + 5000, 1));
    }

    static Stream<String> unusable() {
        return Stream.of(
                "",
                "{",
                "[]",
                counted(0, 2, 3, 4, 5),
                counted(2, 1, 3, 4, 5),
                counted(1, 2, 3, 0, 5),
                counted(1, 2, 3, 4, 5).replace("1.1.0", "1.0.0"),
                counted(1, 2, 3, 4, 5).replace("\"current-end\": 4", "\"current-end\": 3"),
                counted(1, 2, 3, 4, 5).replace("accumulate-bytes", "accumulated"));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void takesTheCopyWhenTheFileCannotBeUsed(String content) throws Exception {
        Files.writeString(file, content);
        Files.writeString(copy, counted(1, 2, 1_000, 2, 5));
        write(started(), 1);
        assertThat(file).hasContent(counted(1, START, 1_001, START, 1));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void beginsANewCountWhenTheCopyCannotBeUsedEither(String content) throws Exception {
        Files.writeString(file, content);
        Files.writeString(copy, content);
        write(started(), 7);
        assertThat(file).hasContent(counted(START, START, 7, START, 7));
    }

    @Test
    void takesTheCopyWhenTheFileIsMissing() throws Exception {
        Files.writeString(copy, counted(1, 2, 1_000, 2, 5));
        write(started(), 1);
        assertThat(file).hasContent(counted(1, START, 1_001, START, 1));
    }

    @Test
    void namesTheDirectoryThatIsMissing() throws Exception {
        Account account =
                AccountFile.in(file.resolveSibling("none").resolve("a.json")).create(context);

        assertThatThrownBy(account::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no directory " + file.resolveSibling("none"));
    }
}
