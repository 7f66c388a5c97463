package io.flowexporter.core.durability.spool;

import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.core.durability.CommitNote;
import io.flowexporter.core.durability.Coverage;
import java.util.Map;
import java.util.TreeMap;

/**
 * What stands before an object's bytes in its file.
 *
 * @param info what is known of the object
 * @param mark where the pipeline stood; its number is that of the commit
 * @param coverage which flows are in it
 * @param created how many of its records came in for no flow
 * @param state what stages put
 */
record ObjectHeader(ObjectInfo info, Mark mark, Coverage coverage, int created, Map<String, Put> state) {
    ObjectHeader {
        state = Map.copyOf(state);
    }

    static ObjectHeader of(ObjectInfo info, CommitNote note) {
        return new ObjectHeader(
                info,
                new Mark(note.number(), note.lowWater(), note.totals()),
                note.coverage(),
                note.created(),
                Put.all(note.state(), note.number()));
    }

    long number() {
        return mark.number();
    }

    ObjectHeader moved(ObjectInfo to, Map<String, Put> puts) {
        Map<String, Put> all = new TreeMap<>(state);
        Put.merge(all, puts, 0);
        return new ObjectHeader(to, mark, coverage, created, all);
    }
}
