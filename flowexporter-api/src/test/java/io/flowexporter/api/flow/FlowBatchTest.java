package io.flowexporter.api.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FlowBatchTest {
    @Test
    void onlyABatchThatSomebodyAskedOneForHasAReceipt() {
        assertThat(Stream.of(FlowBatch.empty(), FlowBatch.end(), FlowBatch.of(List.of())))
                .noneMatch(FlowBatch::hasReceipt)
                .allMatch(batch -> batch.whenDone(() -> {}).at(7).withEnd().hasReceipt());
    }
}
