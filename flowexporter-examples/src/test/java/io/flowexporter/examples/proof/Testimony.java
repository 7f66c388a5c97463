package io.flowexporter.examples.proof;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What all lives of an exporter said of themselves before they died. Safe for use by several threads; one life speaks at a
 * time.
 */
final class Testimony {
    private final BitSet flows = new BitSet();
    private final BitSet flowsOfThisLife = new BitSet();
    private final Map<String, Integer> objects = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private long replayed;
    private int livesWithReplay;
    private boolean replaying;
    private Books earlier = Books.NONE;
    private Books first = Books.NONE;
    private Books last = Books.NONE;
    private String drops = "";
    private String life = "";
    private int flowsBefore;
    private final List<String> story = new ArrayList<>();

    /** From now on, another life speaks, which ends so. */
    synchronized void nextLife(String end) {
        endLife();
        life = end;
        first = Books.NONE;
        drops = "";
        flowsBefore = flows.cardinality();
        flowsOfThisLife.clear();
        replaying = false;
        earlier = earlier.plus(last);
        last = Books.NONE;
    }

    private void endLife() {
        if (!life.isEmpty()) {
            story.add(life + ": " + first + " to " + last + ' ' + drops + ", " + flowsOfThisLife.cardinality()
                    + " flows came, " + (flows.cardinality() - flowsBefore) + " of them new");
        }
    }

    /** A flow came to classify. */
    synchronized void flow(long number) {
        int index = Math.toIntExact(number);
        if (flowsOfThisLife.get(index)) {
            complaints.add("flow " + number + " came twice in one life");
        }
        flowsOfThisLife.set(index);
        if (flows.get(index)) {
            replayed++;
            if (!replaying) {
                replaying = true;
                livesWithReplay++;
            }
        }
        flows.set(index);
    }

    /** An object is on the disk. */
    synchronized void object(String key, int records) {
        Integer before = objects.put(key, records);
        if (before != null) {
            complaints.add(key + " was secured twice");
        }
    }

    /** The ledger of this life so far. */
    synchronized void books(Books books) {
        first = first.equals(Books.NONE) ? books : first;
        last = books;
        if (books.difference() != 0) {
            complaints.add("a ledger does not add up: " + books);
        }
    }

    /** What was dropped in this life, in words. */
    synchronized void drops(String words) {
        drops = words;
    }

    /** What each life was like, a line for each. */
    synchronized List<String> story() {
        endLife();
        life = "";
        return List.copyOf(story);
    }

    /** Something else that must not be. */
    synchronized void complain(String what) {
        complaints.add(what);
    }

    /** All flows that came to classify in any life. */
    synchronized BitSet flows() {
        return (BitSet) flows.clone();
    }

    synchronized int flowCount() {
        return flows.cardinality();
    }

    /** All objects that were said to be on the disk, with their numbers of records. */
    synchronized Map<String, Integer> objects() {
        return Map.copyOf(objects);
    }

    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** How often a flow came that had come in an earlier life. */
    synchronized long replayed() {
        return replayed;
    }

    synchronized int livesWithReplay() {
        return livesWithReplay;
    }

    /** The last ledger of the life that spoke last. */
    synchronized Books lastBooks() {
        return last;
    }

    /** The last ledgers of all lives together. */
    synchronized Books allBooks() {
        return earlier.plus(last);
    }
}
