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
    private static final int PART = 100;

    private final List<Runnable> queue = new ArrayList<>();
    private final Workers workers = new Workers();

    /** What is encoded. */
    public record Number(int number) {}

    @Test
    void itIsFullWhileEachWorkerHasMoreThanAPartInWorkAndOneThatWaits() throws Exception {
        ObjectMaker<Number> maker = new ObjectMaker<>(
                Json.compact().create(new TestContext()), new NoCompression(), Optional.empty(), Optional.empty());
        PartFactory<Number> factory =
                new PartFactory<>(maker, workers, queue::add, PART, new HeldBytes(), new HeldBytes());
        int enough = 2 * Runtime.getRuntime().availableProcessors();
        List<EncodedPart> made = new ArrayList<>();

        for (int i = 0; i < enough; i++) {
            encode(factory, i, made);
        }
        assertThat(factory.full()).isFalse();
        encode(factory, enough, made);
        assertThat(factory.full()).isTrue();

        queue.remove(0).run();
        assertThat(factory.full()).isTrue();
        workers.complete();
        assertThat(factory.full()).isFalse();

        queue.forEach(Runnable::run);
        workers.complete();
        assertThat(made).hasSize(enough + 1);
        assertThat(factory.busy()).isFalse();
    }

    private static void encode(PartFactory<Number> factory, int number, List<EncodedPart> made) {
        factory.encode(List.of(new Number(number)), PART, List.of(), (part, failure) -> part.ifPresent(made::add));
    }
}
