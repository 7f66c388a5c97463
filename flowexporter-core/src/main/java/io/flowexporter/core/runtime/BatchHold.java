package io.flowexporter.core.runtime;

import io.flowexporter.api.StageKind;
import io.flowexporter.api.flow.FlowBatch;

/**
 * Follows one batch on the pipeline's thread: how many things still hold it back from being done, and how many keep its
 * message in memory.
 */
final class BatchHold {
    private final Runnable receipt;
    private final long bytes;
    private final HeldBytes heldBytes;
    private int unsecured = 1;
    private int unencoded;

    BatchHold(FlowBatch batch, HeldBytes heldBytes) {
        this.receipt = batch.receipt();
        this.bytes = batch.bytes();
        this.heldBytes = heldBytes;
    }

    long bytes() {
        return bytes;
    }

    void hold() {
        unsecured++;
    }

    void release() {
        if (--unsecured > 0) {
            return;
        }
        try {
            receipt.run();
        } catch (Throwable e) {
            throw new EngineFailure(StageKind.SUBSCRIBER, Failures.survivable(e));
        }
    }

    /** Something keeps views of the batch's message. */
    void pin() {
        if (unencoded++ == 0) {
            heldBytes.add(bytes);
        }
    }

    void unpin() {
        if (--unencoded == 0) {
            heldBytes.add(-bytes);
        }
    }
}
