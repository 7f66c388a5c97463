package io.flowexporter.core.durability;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Which flows an object's records are of: runs of (position of the batch, index in the batch), a few bytes each. Immutable.
 */
public final class Coverage {
    /** Of no flow. */
    public static final Coverage NONE = new Coverage(new byte[0], 0);

    private final byte[] runs;
    private final long highest;

    private Coverage(byte[] runs, long highest) {
        this.runs = runs;
        this.highest = highest;
    }

    /** Gets each run of a coverage. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Some flows of one batch.
         *
         * @param position the batch's position
         * @param from the first flow's index
         * @param count how many flows
         * @param sole whether the object holds all that was made of those flows; else one of several records made of each
         */
        void run(long position, int from, int count, boolean sole);
    }

    /**
     * Reads what {@link #toBytes()} gave.
     *
     * @throws IllegalArgumentException if those bytes are no coverage
     */
    public static Coverage of(byte[] bytes) {
        long[] last = {0};
        Coverage read = new Coverage(bytes.clone(), 0);
        try {
            read.forEach((position, from, count, sole) -> {
                if (position < 1 || from < 0 || count < 1) {
                    throw new IllegalArgumentException("Cannot read a coverage: a run of " + count + " flows from "
                            + from + " at position " + position);
                }
                last[0] = Math.max(last[0], position);
            });
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("Cannot read a coverage: it ends in the middle of a run", e);
        }
        return new Coverage(read.runs, last[0]);
    }

    /** As bytes, to be kept. */
    public byte[] toBytes() {
        return runs.clone();
    }

    /** The highest position in it; 0 if it is of no flow. */
    public long highest() {
        return highest;
    }

    /** Visits all runs in the order they were added. */
    public void forEach(Visitor visitor) {
        int at = 0;
        long position = 0;
        while (at < runs.length) {
            long delta = 0;
            long from = 0;
            long length = 0;
            for (int field = 0; field < 3; field++) {
                long value = 0;
                int shift = 0;
                byte next;
                do {
                    next = runs[at++];
                    value |= (long) (next & 0x7f) << shift;
                    shift += 7;
                } while (next < 0);
                if (field == 0) {
                    delta = value >>> 1 ^ -(value & 1);
                } else if (field == 1) {
                    from = value;
                } else {
                    length = value;
                }
            }
            position += delta;
            visitor.run(position, (int) from, (int) (length >>> 1), (length & 1) == 0);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Coverage coverage && Arrays.equals(runs, coverage.runs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(runs);
    }

    /** Collects a coverage. Not safe for use by several threads. */
    public static final class Builder {
        private final ByteArrayOutputStream runs = new ByteArrayOutputStream(16);
        private long lastPosition;
        private long highest;
        private long position;
        private int from;
        private int count;
        private boolean sole;

        /** Adds one flow; see {@link Visitor#run}. */
        public void add(long batch, int flow, boolean isSole) {
            if (count > 0 && batch == position && flow == from + count && sole && isSole) {
                count++;
                return;
            }
            end();
            position = batch;
            from = flow;
            count = 1;
            sole = isSole;
        }

        /** Adds all of another, which must not be used any more. */
        public void add(Builder other) {
            other.end();
            if (other.runs.size() == 0) {
                return;
            }
            end();
            new Coverage(other.runs.toByteArray(), 0).forEach((batch, first, flows, isSole) -> {
                position = batch;
                from = first;
                count = flows;
                sole = isSole;
                end();
            });
        }

        private void end() {
            if (count == 0) {
                return;
            }
            long delta = position - lastPosition;
            put(delta << 1 ^ delta >> 63);
            put(from);
            put((long) count << 1 | (sole ? 0 : 1));
            lastPosition = position;
            highest = Math.max(highest, position);
            count = 0;
        }

        private void put(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                runs.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            runs.write((int) rest);
        }

        /** The coverage so far. */
        public Coverage build() {
            end();
            return new Coverage(runs.toByteArray(), highest);
        }
    }
}
