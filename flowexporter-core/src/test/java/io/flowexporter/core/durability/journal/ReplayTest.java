package io.flowexporter.core.durability.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.core.durability.FaultyFiles;
import io.flowexporter.core.durability.FaultyFiles.Fault;
import io.flowexporter.core.durability.FileOperations;
import io.flowexporter.core.durability.LocalFiles;
import io.flowexporter.core.internal.LogLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    private static final int ENTRIES = 30;

    @TempDir
    Path directory;

    private final LogLines log = new LogLines();
    private long now;

    @BeforeEach
    void write() throws Exception {
        try (Journal journal = open()) {
            for (int i = 0; i < ENTRIES; i++) {
                Entries.append(journal, "entry " + i);
            }
            journal.force();
        }
    }

    private Journal open() throws IOException {
        return Journal.open(directory, 1 << 20, 200, 1, new LocalFiles(), log);
    }

    /** A life as far as its end. */
    @FunctionalInterface
    private interface Life {
        void live(Replay replay);
    }

    private void live(Life life) throws IOException {
        live(life, new LocalFiles());
    }

    private void live(Life life, FileOperations files) throws IOException {
        try (Journal journal = open()) {
            Replay replay = new Replay(journal, new ReplayMarks(directory, files, log), log, () -> now);
            replay.removePoison();
            life.live(replay);
            replay.close();
        }
    }

    private static Life dyingAt(int position) {
        return replay -> {
            for (int i = 1; i <= position; i++) {
                replay.giving(i);
                replay.given(i + 1);
                replay.look();
            }
        };
    }

    private long quarantined() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(Journal.QUARANTINE))) {
            return files.count();
        }
    }

    @Test
    void threeDeathsAtOneEntryAreEnough() throws Exception {
        for (int life = 1; life <= 3; life++) {
            live(dyingAt(17));
            assertThat(quarantined()).isZero();
        }
        live(dyingAt(0));
        assertThat(quarantined()).isEqualTo(1);
        assertThat(log.texts())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("ERROR")
                .contains("position 17");
        try (Journal journal = open()) {
            assertThat(Entries.all(journal, 1))
                    .extracting(Entries.Text::position)
                    .doesNotContain(17L)
                    .contains(1L, (long) ENTRIES);
            assertThat(journal.damaged()).isZero();
        }
    }

    @Test
    void anotherPoisonousEntryIsFoundOutAfterThat() throws Exception {
        for (int position : new int[] {17, 25}) {
            for (int life = 1; life <= 3; life++) {
                live(dyingAt(position));
            }
        }
        live(dyingAt(0));
        assertThat(quarantined()).isEqualTo(2);
    }

    @Test
    void deathsElsewhereDoNotAddUp() throws Exception {
        for (int position : new int[] {17, 17, 18, 17, 17, 3, 17}) {
            live(dyingAt(position));
        }
        live(dyingAt(0));
        assertThat(quarantined()).isZero();
    }

    @Test
    void aLifeThatGaveNothingChangesNothing() throws Exception {
        for (int position : new int[] {17, 0, 17, 0, 0}) {
            live(dyingAt(position));
        }
        live(dyingAt(0));
        assertThat(quarantined()).isZero();
        live(dyingAt(17));
        live(dyingAt(0));
        assertThat(quarantined()).isEqualTo(1);
    }

    @Test
    void whoeverLivesOnForAWhileWasNotKilledByTheEntry() throws Exception {
        for (int life = 1; life <= 5; life++) {
            live(replay -> {
                dyingAt(17).live(replay);
                now += Duration.ofSeconds(5).toNanos();
                replay.look();
            });
        }
        assertThat(quarantined()).isZero();
    }

    @Test
    void aStopInOrderIsNoDeath() throws Exception {
        for (int life = 1; life <= 5; life++) {
            live(replay -> {
                dyingAt(17).live(replay);
                replay.stop();
            });
        }
        assertThat(quarantined()).isZero();
        assertThat(directory.resolve("replay")).doesNotExist();
    }

    @Test
    void aReplayThatGotThroughIsForgotten() throws Exception {
        live(replay -> {
            dyingAt(ENTRIES).live(replay);
            now += Duration.ofSeconds(5).toNanos();
            replay.look();
        });
        assertThat(directory.resolve("replay")).doesNotExist();
    }

    @Test
    void theLastEntryMayBeThePoisonousOne() throws Exception {
        for (int life = 1; life <= 3; life++) {
            live(dyingAt(ENTRIES));
        }
        live(dyingAt(0));
        assertThat(quarantined()).isEqualTo(1);
    }

    @Test
    void newEntriesAreNotWatched() throws Exception {
        live(replay -> replay.giving(ENTRIES + 1));
        assertThat(directory.resolve("replay")).doesNotExist();
    }

    @Test
    void nonsenseInItsFileIsHarmless() throws Exception {
        byte[][] contents = {
            {}, {1, 2, 3}, new byte[16], new byte[17], "nonsense nonsense nonsense".getBytes(StandardCharsets.UTF_8)
        };
        for (byte[] content : contents) {
            Files.write(directory.resolve("replay"), content);
            live(dyingAt(3));
        }
        assertThat(quarantined()).isZero();
    }

    @Test
    void aDiskThatFailsItDoesNotFailThePipeline() throws Exception {
        for (int failing = 1; failing <= 12; failing++) {
            for (Fault fault : Fault.values()) {
                live(
                        replay -> {
                            dyingAt(5).live(replay);
                            now += Duration.ofSeconds(5).toNanos();
                            replay.look();
                            replay.stop();
                        },
                        new FaultyFiles(failing, fault));
            }
        }
        assertThat(quarantined()).isZero();
    }
}
