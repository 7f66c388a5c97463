package io.flowexporter.api.flow;

import java.util.Arrays;

/**
 * A bounded index of flows, the one touched longest ago giving way: for state that a stage keeps for each flow. It gives
 * each {@linkplain Flow#uuidBits() key} a slot, a small number; the state itself stands in arrays of the stage's own, at
 * that place. So a million flows cost 24 bytes each here, and no object. Not safe for use by several threads.
 */
public final class FlowSlots {
    private static final int NONE = -1;
    private static final int FIRST_SIZE = 1024;

    private final int capacity;
    /** So many bits of an index entry are its slot; those above are bits of its key's hash. */
    private final int slotBits;

    /** For each slot its key, then the slots before and behind it, the older one above: all are in one line of a cache. */
    private long[] entries;
    /** A slot each, with a few bits of its key's hash, which spare most looks at keys far away; or {@link #NONE}. */
    private int[] index;

    private int size;
    private int oldest = NONE;
    private int youngest = NONE;
    private int free = NONE;
    private int unused;
    private long evicted;

    /**
     * An index.
     *
     * @param capacity how many flows it holds at most, from 1 to 2<sup>28</sup>
     */
    public FlowSlots(int capacity) {
        if (capacity < 1 || capacity > 1 << 28) {
            throw new IllegalArgumentException("Cannot keep state for " + capacity + " flows: from 1 to " + (1 << 28));
        }
        this.capacity = capacity;
        this.slotBits = Integer.SIZE - Integer.numberOfLeadingZeros(capacity);
        allocate(Math.min(capacity, FIRST_SIZE));
    }

    private void allocate(int slots) {
        entries = entries == null ? new long[slots * 2] : Arrays.copyOf(entries, slots * 2);
        index = new int[Integer.highestOneBit(Math.max(slots, 2) - 1) << 2];
        Arrays.fill(index, NONE);
        for (int slot = oldest; slot != NONE; slot = younger(slot)) {
            enter(slot);
        }
    }

    /** The slot of that key; -1 if it has none. Does not touch it. */
    public int find(long key) {
        return slotAt(place(key));
    }

    /**
     * Touches a key: it becomes the youngest. A key that has no slot gets one, which another key may have had: the caller
     * sets its state anew.
     *
     * @return the key's slot if it had one, else the bitwise complement ({@code ~slot}) of its new one
     */
    public int touch(long key) {
        int slot = find(key);
        if (slot != NONE) {
            if (slot != youngest) {
                unlink(slot);
                link(slot);
            }
            return slot;
        }
        if (size == capacity) {
            evicted++;
            remove(key(oldest));
        }
        int fresh = take();
        entries[fresh * 2] = key;
        link(fresh);
        enter(fresh);
        size++;
        return ~fresh;
    }

    private int take() {
        if (free != NONE) {
            int slot = free;
            free = younger(slot);
            return slot;
        }
        if (unused == slots()) {
            allocate((int) Math.min(capacity, slots() * 2L));
        }
        return unused++;
    }

    /**
     * Forgets a key, if it is known; its slot will be another's.
     *
     * @return the slot that it had; -1 if it had none
     */
    public int remove(long key) {
        int place = place(key);
        int slot = slotAt(place);
        if (slot == NONE) {
            return NONE;
        }
        unlink(slot);
        put(slot, NONE, free);
        free = slot;
        size--;
        closeUp(place);
        return slot;
    }

    /** Moves the entries behind an emptied place up, so that no search ends too early. */
    private void closeUp(int emptied) {
        int mask = index.length - 1;
        int hole = emptied;
        index[hole] = NONE;
        for (int next = (hole + 1) & mask; index[next] != NONE; next = (next + 1) & mask) {
            int home = home(hash(key(slotAt(next))));
            boolean mayMove = ((next - home) & mask) >= ((next - hole) & mask);
            if (mayMove) {
                index[hole] = index[next];
                index[next] = NONE;
                hole = next;
            }
        }
    }

    private int older(int slot) {
        return (int) (entries[slot * 2 + 1] >>> Integer.SIZE);
    }

    private int younger(int slot) {
        return (int) entries[slot * 2 + 1];
    }

    private void put(int slot, int older, int younger) {
        entries[slot * 2 + 1] = (long) older << Integer.SIZE | Integer.toUnsignedLong(younger);
    }

    private void link(int slot) {
        put(slot, youngest, NONE);
        if (youngest == NONE) {
            oldest = slot;
        } else {
            put(youngest, older(youngest), slot);
        }
        youngest = slot;
    }

    private void unlink(int slot) {
        int older = older(slot);
        int younger = younger(slot);
        if (older == NONE) {
            oldest = younger;
        } else {
            put(older, older(older), younger);
        }
        if (younger == NONE) {
            youngest = older;
        } else {
            put(younger, older, younger(younger));
        }
    }

    private static long hash(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 32;
    }

    private int home(long hash) {
        return (int) hash & index.length - 1;
    }

    /** The bits of a hash that stand in the index, where they stand there. They are none of those that its home is made of. */
    private int tag(long hash) {
        return (int) (hash >>> Integer.SIZE) << slotBits & Integer.MAX_VALUE;
    }

    private int slotAt(int place) {
        int entry = index[place];
        return entry == NONE ? NONE : entry & (1 << slotBits) - 1;
    }

    private void enter(int slot) {
        index[place(key(slot))] = tag(hash(key(slot))) | slot;
    }

    /** Where a key is, or the free place where it would be. */
    private int place(long key) {
        long hash = hash(key);
        int tag = tag(hash);
        int mask = index.length - 1;
        int slotMask = (1 << slotBits) - 1;
        int place = home(hash);
        for (int entry = index[place]; entry != NONE; entry = index[place]) {
            if ((entry & ~slotMask) == tag && key(entry & slotMask) == key) {
                return place;
            }
            place = (place + 1) & mask;
        }
        return place;
    }

    /** The slot of the key touched longest ago; -1 if there is none. */
    public int oldest() {
        return oldest;
    }

    /** The key that has that slot. */
    public long key(int slot) {
        return entries[slot * 2];
    }

    /** How many keys have slots. */
    public int size() {
        return size;
    }

    /** All slots given out so far are below this number: how long the stage's arrays must be. It grows, up to twofold. */
    public int slots() {
        return entries.length / 2;
    }

    /** How many keys gave way to others. */
    public long evicted() {
        return evicted;
    }
}
