package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Records of one tag and of the same batches, in their order, and which flows they are of. */
final class Run<R> {
    private static final int LEAST_ROOM = 8;

    private final Tag tag;
    private final List<BatchHold> batches;
    private final List<R> records;
    private int[] codes;
    private List<List<FlowRef>> several = List.of();
    private long bytes;

    /** An empty one. */
    Run(Tag tag, List<BatchHold> batches) {
        this(tag, batches, LEAST_ROOM);
    }

    /**
     * An empty one.
     *
     * @param expected how many records there will probably be
     */
    Run(Tag tag, List<BatchHold> batches, int expected) {
        this.tag = tag;
        this.batches = batches;
        int room = Math.max(expected, LEAST_ROOM);
        this.records = new ArrayList<>(room);
        this.codes = new int[room];
    }

    /** Whether records of those batches belong here. */
    boolean isOf(List<BatchHold> others) {
        return batches == others || batches.equals(others);
    }

    void add(R record, long size, int code, List<FlowRef> flows) {
        if (records.size() == codes.length) {
            codes = Arrays.copyOf(codes, codes.length * 2);
        }
        codes[records.size()] = code;
        if (code == Provenance.SEVERAL) {
            if (several.isEmpty()) {
                several = new ArrayList<>();
            }
            while (several.size() < records.size()) {
                several.add(List.of());
            }
            several.add(flows);
        }
        records.add(record);
        bytes += size;
    }

    Tag tag() {
        return tag;
    }

    List<BatchHold> batches() {
        return batches;
    }

    List<R> records() {
        return records;
    }

    int size() {
        return records.size();
    }

    long bytes() {
        return bytes;
    }

    int code(int record) {
        return codes[record];
    }

    List<FlowRef> several(int record) {
        return record < several.size() ? several.get(record) : List.of();
    }

    /** For the stage that gets these records. */
    InHand inHand() {
        return new InHand(tag, batches, Arrays.copyOf(codes, records.size()), several);
    }

    Provenance provenance() {
        for (BatchHold batch : batches) {
            if (batch.position() > 0) {
                return Provenance.of(batches, Arrays.copyOf(codes, records.size()), several);
            }
        }
        return batches.isEmpty()
                ? Provenance.of(batches, Arrays.copyOf(codes, records.size()), several)
                : Provenance.NONE;
    }
}
