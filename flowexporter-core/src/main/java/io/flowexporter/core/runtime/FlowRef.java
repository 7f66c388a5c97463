package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.Tag;

/**
 * One flow that a record is of.
 *
 * @param batch the flow's batch
 * @param code see {@link Provenance}
 */
record FlowRef(BatchHold batch, int code) {
    /** Whether all that is made of it is in an object of an earlier life. */
    boolean isStored() {
        return batch.covered().wholly(Provenance.flow(code));
    }

    /** Whether one more of several records of that tag, made of it, is in an object of an earlier life. */
    boolean takePart(Tag tag) {
        return batch.covered().takePart(Provenance.flow(code), tag);
    }
}
