package io.flowexporter.core.runtime;

import io.flowexporter.api.StageKind;
import io.flowexporter.api.flow.FlowBatch;

/**
 * Follows one batch on the pipeline's thread: how many things still hold it back from being done, and how many keep its
 * message in memory.
 */
final class BatchHold {
    private static final Runnable NOT_LENT = () -> {};

    private final Runnable receipt;
    private final long bytes;
    private final long position;
    private final HeldBytes heldBytes;
    private final Covered covered;
    private final Tally tally;
    private int unsecured = 1;
    private int pins;
    private boolean inHand = true;
    /** Forgotten as soon as it is of no use: it keeps the flows in memory, and this outlives them. */
    private Runnable giveBack;

    BatchHold(FlowBatch batch, HeldBytes heldBytes) {
        this(batch, heldBytes, Covered.NONE);
    }

    BatchHold(FlowBatch batch, HeldBytes heldBytes, Covered covered) {
        this.receipt = batch.receipt();
        this.giveBack = batch.giveBack();
        this.bytes = batch.bytes();
        this.position = batch.position();
        this.heldBytes = heldBytes;
        this.covered = covered;
        this.tally = position > 0 ? new Tally() : Tally.NONE;
        tally.received(covered.flows());
        tally.created(covered.parts());
    }

    /** Where its source can give it again; 0 if it can't. */
    long position() {
        return position;
    }

    /** Which of its flows are in objects of an earlier life. */
    Covered covered() {
        return covered;
    }

    /** What became of its flows. */
    Tally tally() {
        return tally;
    }

    void hold() {
        unsecured++;
    }

    boolean isDone() {
        return unsecured <= 0;
    }

    void release() {
        if (--unsecured > 0) {
            return;
        }
        run(receipt);
    }

    private static void run(Runnable ofSource) {
        try {
            ofSource.run();
        } catch (Throwable e) {
            throw new EngineFailure(StageKind.SUBSCRIBER, Failures.survivable(e));
        }
    }

    /** A record that waits, and may be a view, keeps the batch's message. */
    void pin() {
        if (pins++ == 0) {
            heldBytes.add(bytes);
        }
    }

    void unpin() {
        if (--pins == 0) {
            heldBytes.add(-bytes);
            giveBackUnlessLookedAt();
        }
    }

    /** A stage keeps records of it, and nobody here can say how long. */
    void keepFlows() {
        giveBack = NOT_LENT;
    }

    /** The stages have had its flows. */
    void passed() {
        inHand = false;
        giveBackUnlessLookedAt();
    }

    private void giveBackUnlessLookedAt() {
        if (!inHand && pins == 0) {
            Runnable once = giveBack;
            giveBack = NOT_LENT;
            run(once);
        }
    }
}
