package io.flowexporter.core.durability;

import io.flowexporter.core.internal.GrowingBytes;
import java.util.Arrays;

/**
 * Which flows an object's records are of: runs of (position of the batch, index in the batch), a few bytes each. Immutable.
 */
public final class Coverage {
    /** Of no flow. */
    public static final Coverage NONE = new Coverage(new byte[0], 0);

    /** In place of a part: all that was made of a flow. */
    public static final long ALL = -1;

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
         * @param part which of several records made of each the object holds; {@link #ALL} if it holds all that was made
         */
        void run(long position, int from, int count, long part);
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
            read.forEach((position, from, count, part) -> {
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
        Cursor cursor = new Cursor(runs);
        long position = 0;
        while (cursor.more()) {
            long delta = cursor.next();
            position += delta >>> 1 ^ -(delta & 1);
            int from = (int) cursor.next();
            long length = cursor.next();
            long part = (length & 1) == 0 ? ALL : cursor.next();
            visitor.run(position, from, (int) (length >>> 1), part);
        }
    }

    /** Reads numbers. */
    private static final class Cursor {
        private final byte[] bytes;
        private int at;

        Cursor(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean more() {
            return at < bytes.length;
        }

        long next() {
            long value = 0;
            int shift = 0;
            byte next;
            do {
                next = bytes[at++];
                value |= (long) (next & 0x7f) << shift;
                shift += 7;
            } while (next < 0);
            return value;
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
        private final GrowingBytes runs = new GrowingBytes(16);
        private long lastPosition;
        private long highest;
        private long position;
        private int from;
        private int count;
        private long part;

        /** Adds one flow; see {@link Visitor#run}. */
        public void add(long batch, int flow, long ofPart) {
            if (count > 0 && batch == position && flow == from + count && part == ofPart) {
                count++;
                return;
            }
            end();
            position = batch;
            from = flow;
            count = 1;
            part = ofPart;
        }

        /** Adds all of another, which must not be used any more. */
        public void add(Builder other) {
            other.end();
            if (other.runs.size() == 0) {
                return;
            }
            end();
            other.build().forEach((batch, first, flows, ofPart) -> {
                position = batch;
                from = first;
                count = flows;
                part = ofPart;
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
            put((long) count << 1 | (part == ALL ? 0 : 1));
            if (part != ALL) {
                put(part);
            }
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
            return new Coverage(Arrays.copyOf(runs.array(), runs.size()), highest);
        }
    }
}
