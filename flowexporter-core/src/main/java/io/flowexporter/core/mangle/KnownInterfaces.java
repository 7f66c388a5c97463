package io.flowexporter.core.mangle;

import io.flowexporter.api.Meters;
import io.flowexporter.api.record.StatusRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The interfaces that sent reports of one tag, and when. Each is either speaking or has been found silent. Both kinds
 * stand in the order of their last reports, so that nobody ever looks at more interfaces than those whose time is up.
 */
final class KnownInterfaces<R extends StatusRecord<R>> {
    private final Duration noDataAfter;
    private final Duration forgetAfter;
    private final int max;
    private final Meters.Counter evicted;
    private final Map<String, Interface<R>> speaking = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Interface<R>> silent = new LinkedHashMap<>();
    private Instant missed = Instant.MIN;

    private static final class Interface<R> {
        private final Function<Instant, R> noData;
        private Instant heard = Instant.MIN;

        Interface(Function<Instant, R> noData) {
            this.noData = noData;
        }
    }

    KnownInterfaces(Duration noDataAfter, Duration forgetAfter, int max, Meters.Counter evicted) {
        this.noDataAfter = noDataAfter;
        this.forgetAfter = forgetAfter;
        this.max = max;
        this.evicted = evicted;
    }

    /** A report came. */
    void heard(R record, Instant now) {
        String tid = record.nodeTid();
        if (!tid.isEmpty() && !heard(tid, now)) {
            makeRoom();
            speak(tid, new Interface<>(record.noData()), now);
        }
    }

    /** A report came that there is no record of. Returns whether the interface is known. */
    boolean heard(String tid, Instant now) {
        // To be looked up makes it the one that spoke last.
        Interface<R> known = speaking.get(tid);
        if (known != null) {
            known.heard = now;
            return true;
        }
        Interface<R> woken = silent.remove(tid);
        if (woken == null) {
            return false;
        }
        speak(tid, woken, now);
        return true;
    }

    private void speak(String tid, Interface<R> heard, Instant now) {
        speaking.put(tid, heard);
        heard.heard = now;
    }

    private void makeRoom() {
        if (speaking.size() + silent.size() < max) {
            return;
        }
        Iterator<Interface<R>> oldest =
                (silent.isEmpty() ? speaking : silent).values().iterator();
        oldest.next();
        oldest.remove();
        evicted.add(1);
    }

    /** Up to now reports may have been missed, so silence counts from now at the earliest. */
    void missed(Instant now) {
        missed = now;
    }

    /** Takes note of the interfaces that have been silent for long enough, once each; returns what to say of them. */
    List<R> fallenSilent(Instant now) {
        List<R> records = new ArrayList<>();
        Instant latest = now.minus(noDataAfter);
        if (!missed.isAfter(latest)) {
            Iterator<Map.Entry<String, Interface<R>>> oldest =
                    speaking.entrySet().iterator();
            while (oldest.hasNext()) {
                Map.Entry<String, Interface<R>> entry = oldest.next();
                if (entry.getValue().heard.isAfter(latest)) {
                    break;
                }
                oldest.remove();
                silent.put(entry.getKey(), entry.getValue());
                records.add(entry.getValue().noData.apply(now));
            }
        }
        forget(now.minus(forgetAfter));
        return records;
    }

    private void forget(Instant latest) {
        Iterator<Interface<R>> oldest = silent.values().iterator();
        while (oldest.hasNext() && !oldest.next().heard.isAfter(latest)) {
            oldest.remove();
        }
    }
}
