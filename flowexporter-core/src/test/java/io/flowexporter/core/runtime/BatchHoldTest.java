package io.flowexporter.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.Tag;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchHoldTest {
    private int givenBack;
    private final HeldBytes held = new HeldBytes();
    private final BatchHold batch = new BatchHold(FlowBatch.empty().holding(100).lent(() -> givenBack++), held);

    @Test
    void flowsAreGivenBackOnceWhenTheStagesHaveHadThem() {
        assertThat(givenBack).isZero();
        batch.passed();
        assertThat(givenBack).isEqualTo(1);
        batch.pin();
        batch.unpin();
        batch.release();
        assertThat(givenBack).isEqualTo(1);
    }

    @Test
    void notAsLongAsARecordWaits() {
        batch.pin();
        batch.pin();
        batch.passed();
        batch.unpin();
        assertThat(givenBack).isZero();
        assertThat(held.sum()).isEqualTo(100);
        batch.unpin();
        assertThat(givenBack).isEqualTo(1);
        assertThat(held.sum()).isZero();
    }

    @Test
    void norWhileTheStagesStillGetThem() {
        batch.pin();
        batch.unpin();
        assertThat(givenBack).isZero();
        batch.passed();
        assertThat(givenBack).isEqualTo(1);
    }

    @Test
    void neverWhatAStageKeepsBack() {
        StageCall<String> call = StageCall.ofTransform();
        call.begin(new InHand(Tag.OTHER, List.of(batch), new int[] {0}, List.of()));
        call.retain();
        // The call fails after that, and the stage keeps the flow all the same.
        batch.passed();
        batch.release();
        assertThat(givenBack).isZero();
    }

    @Test
    void aFailureIsTheSourcesOwn() {
        BatchHold failing = new BatchHold(
                FlowBatch.empty().lent(() -> {
                    throw new IllegalStateException("broken");
                }),
                held);
        assertThatThrownBy(failing::passed).isInstanceOf(EngineFailure.class).hasRootCauseMessage("broken");
    }
}
