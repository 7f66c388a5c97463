package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.Tag;
import java.util.List;

/**
 * What a stage is given in one call: so many records, and the flows that they are of.
 *
 * @param tag their tag
 * @param batches the batches of their flows
 * @param codes for each record its flow, see {@link Provenance}; not copied
 * @param several the flows of each record that several went into; empty if there is none
 */
record InHand(Tag tag, List<BatchHold> batches, int[] codes, List<List<FlowRef>> several) {
    /** Nothing: time passes, or the pipeline ends. */
    static InHand nothing(Tag tag) {
        return new InHand(tag, List.of(), new int[0], List.of());
    }

    int size() {
        return codes.length;
    }

    /** Whether its flows can come again in a later life. */
    boolean canComeAgain() {
        for (BatchHold batch : batches) {
            if (batch.position() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether objects of an earlier life hold flows of these batches. */
    boolean isReplayed() {
        for (BatchHold batch : batches) {
            if (batch.covered() != Covered.NONE) {
                return true;
            }
        }
        return false;
    }

    int code(int record) {
        return record < codes.length ? codes[record] : Provenance.NO_FLOW;
    }

    List<FlowRef> several(int record) {
        return record < several.size() ? several.get(record) : List.of();
    }

    /** The flows of a record. */
    List<FlowRef> flows(int record) {
        int code = code(record);
        if (code == Provenance.SEVERAL) {
            return several(record);
        }
        return code == Provenance.NO_FLOW ? List.of() : List.of(new FlowRef(batches.get(0), code));
    }

    /** Whether all that is made of the record is in an object of an earlier life, so that it counts no more. */
    boolean isStored(int record) {
        int code = code(record);
        if (code == Provenance.NO_FLOW) {
            return false;
        }
        if (code == Provenance.SEVERAL) {
            List<FlowRef> flows = several(record);
            return !flows.isEmpty() && flows.stream().allMatch(FlowRef::isStored);
        }
        return batches.get(0).covered().wholly(code);
    }

    /** Where what becomes of the record is counted. */
    Tally tally(int record) {
        int code = code(record);
        if (code == Provenance.NO_FLOW) {
            return Tally.NONE;
        }
        if (code == Provenance.SEVERAL) {
            List<FlowRef> flows = several(record);
            return flows.isEmpty()
                    ? Tally.NONE
                    : flows.get(flows.size() - 1).batch().tally();
        }
        return batches.get(0).tally();
    }
}
