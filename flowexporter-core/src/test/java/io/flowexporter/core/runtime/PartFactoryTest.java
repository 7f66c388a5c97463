package io.flowexporter.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.core.compress.NoCompression;
import io.flowexporter.core.encode.Json;
import io.flowexporter.testkit.TestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartFactoryTest {
    // So many records of 12 bytes, and a comma between each two.
    private static final int PART = 10 * 13 - 1;

    private final List<Runnable> queue = new ArrayList<>();
    private final Workers workers = new Workers();

    /** What is encoded. */
    public record Number(int number) {}

    private static ObjectMaker<Number> maker() throws Exception {
        return new ObjectMaker<>(
                Json.compact().create(new TestContext()), new NoCompression(), Optional.empty(), Optional.empty());
    }

    @Test
    void itIsFullWhileEachWorkerHasMoreThanAPartInWorkAndOneThatWaits() throws Exception {
        HeldBytes heldRaw = new HeldBytes();
        PartFactory<Number> factory = new PartFactory<>(maker(), workers, queue::add, PART, heldRaw, new HeldBytes());
        int enough = 2 * Runtime.getRuntime().availableProcessors();
        List<RecordPart> made = new ArrayList<>();

        for (int i = 0; i < enough; i++) {
            compress(factory, made);
        }
        assertThat(factory.full()).isFalse();
        compress(factory, made);
        assertThat(factory.full()).isTrue();

        queue.remove(0).run();
        assertThat(factory.full()).isTrue();
        workers.complete();
        assertThat(factory.full()).isFalse();

        queue.forEach(Runnable::run);
        workers.complete();
        assertThat(made).hasSize(enough + 1).allMatch(RecordPart::isReady);
        assertThat(factory.busy()).isFalse();
        assertThat(heldRaw.sum()).isZero();
    }

    @Test
    void partsOfQuietTagsDoNotSitOnTheBuffersOfBusyOnes() throws Exception {
        PartFactory<Number> factory =
                new PartFactory<>(maker(), workers, Runnable::run, 1 << 20, new HeldBytes(), new HeldBytes());
        List<RecordPart> quiet = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            compress(factory, new ArrayList<>());
            workers.complete();
            RecordPart part = factory.begin();
            factory.encode(List.of(new Number(round)), 1, part);
            quiet.add(part);
        }
        assertThat(quiet.stream()
                        .mapToLong(part -> part.bytes().orElseThrow().capacity())
                        .sum())
                .isLessThan(1 << 20);
    }

    @Test
    void aPartThatGrowsGoesOnInABufferThatWasUsedBefore() throws Exception {
        PartFactory<Number> factory =
                new PartFactory<>(maker(), workers, Runnable::run, 1 << 20, new HeldBytes(), new HeldBytes());
        List<RecordPart> made = new ArrayList<>();
        compress(factory, made);
        workers.complete();

        compress(factory, made);
        workers.complete();

        assertThat(made).hasSize(2);
        assertThat(bytes(made.get(1))).isEqualTo(bytes(made.get(0)));
    }

    /** What is in a part; without compression that is the part itself. */
    private static byte[] bytes(RecordPart part) {
        return part.piece().orElseThrow().part().bytes();
    }

    /** Fills a part to its size exactly. */
    private static void compress(PartFactory<Number> factory, List<RecordPart> made) {
        RecordPart part = factory.begin();
        while (!factory.isEnough(part)) {
            assertThat(factory.encode(List.of(new Number(7)), 1, part)).isEmpty();
        }
        factory.compress(part, failure -> made.add(part));
    }
}
