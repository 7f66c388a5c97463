package io.flowexporter.core.runtime;

import io.flowexporter.core.durability.Coverage;
import java.util.ArrayList;
import java.util.List;

/**
 * Which flows some records are of, record by record, in their order. A flow that one record alone
 * was made of is told by its batch and a code, its index there. Immutable.
 */
final class Provenance {
    /** The code of a record that came in for no flow. */
    static final int NO_FLOW = -1;
    /** The code of a record whose flows are told one by one: several went into it, or it is one of several made of one. */
    static final int SEVERAL = -2;

    static final Provenance NONE = new Provenance(List.of());

    private final List<Segment> segments;

    /** Records of one run: of one batch, of several flows each, or of none. */
    private record Segment(List<BatchHold> batches, int[] codes, List<List<FlowRef>> several, int from, int to) {
        int size() {
            return to - from;
        }

        Segment between(int first, int end) {
            return new Segment(batches, codes, several, from + first, from + end);
        }

        /** The batch to which what becomes of the record is counted. */
        Tally tally(int record) {
            int code = codes[from + record];
            if (code == NO_FLOW) {
                return Tally.NONE;
            }
            if (code == SEVERAL) {
                List<FlowRef> refs = several.get(from + record);
                return refs.isEmpty()
                        ? Tally.NONE
                        : refs.get(refs.size() - 1).batch().tally();
            }
            return batches.get(0).tally();
        }

        void cover(int record, Coverage.Builder coverage) {
            int code = codes[from + record];
            if (code == SEVERAL) {
                for (FlowRef ref : several.get(from + record)) {
                    ref.cover(coverage);
                }
            } else if (code != NO_FLOW && batches.get(0).position() > 0) {
                coverage.add(batches.get(0).position(), code, Coverage.ALL);
            }
        }

        boolean isOfNoFlow(int record) {
            return codes[from + record] == NO_FLOW;
        }
    }

    private Provenance(List<Segment> segments) {
        this.segments = segments;
    }

    /**
     * Of one run's records.
     *
     * @param several the flows of each record whose code is {@link #SEVERAL}; empty if none is
     */
    static Provenance of(List<BatchHold> batches, int[] codes, List<List<FlowRef>> several) {
        return new Provenance(List.of(new Segment(batches, codes, several, 0, codes.length)));
    }

    static Provenance together(List<Provenance> all) {
        if (all.size() == 1) {
            return all.get(0);
        }
        List<Segment> segments = new ArrayList<>();
        for (Provenance one : all) {
            segments.addAll(one.segments);
        }
        return segments.isEmpty() ? NONE : new Provenance(segments);
    }

    Provenance between(int from, int to) {
        if (segments.isEmpty()) {
            return NONE;
        }
        List<Segment> cut = new ArrayList<>();
        int begin = 0;
        for (Segment segment : segments) {
            int first = Math.max(0, from - begin);
            int end = Math.min(segment.size(), to - begin);
            if (first < end) {
                cut.add(segment.between(first, end));
            }
            begin += segment.size();
        }
        return new Provenance(cut);
    }

    /** Chooses records by their numbers. */
    interface Choice {
        boolean takes(int record);
    }

    /** Adds the flows of those records; returns how many of them came in for no flow. */
    int cover(Choice choice, Coverage.Builder coverage) {
        int number = 0;
        int ofNoFlow = 0;
        for (Segment segment : segments) {
            for (int i = 0; i < segment.size(); i++) {
                if (choice.takes(number++)) {
                    segment.cover(i, coverage);
                    ofNoFlow += segment.isOfNoFlow(i) ? 1 : 0;
                }
            }
        }
        return ofNoFlow;
    }

    /** Gets how many records count in a tally. */
    interface Share {
        void of(Tally tally, int records);
    }

    /**
     * Tells where those records are counted.
     *
     * @param count how many they are
     */
    void share(int count, Choice choice, Share share) {
        int left = count;
        int number = 0;
        for (Segment segment : segments) {
            int run = 0;
            Tally current = Tally.NONE;
            for (int i = 0; i < segment.size(); i++) {
                if (choice.takes(number++) && left > 0) {
                    Tally tally = segment.tally(i);
                    if (tally != current && run > 0) {
                        share.of(current, run);
                        run = 0;
                    }
                    current = tally;
                    run++;
                    left--;
                }
            }
            if (run > 0) {
                share.of(current, run);
            }
        }
        if (left > 0) {
            share.of(Tally.NONE, left);
        }
    }
}
