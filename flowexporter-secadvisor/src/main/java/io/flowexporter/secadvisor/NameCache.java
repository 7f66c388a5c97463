package io.flowexporter.secadvisor;

import io.flowexporter.api.Meters;
import io.flowexporter.api.topology.Lookup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Answers, kept for a while; that there is none is kept as long, that none could be had for a shorter time. Whoever asks
 * for what was asked already waits for the same answer. Bounded: what was wanted longest ago gives way. Not safe for use
 * by several threads.
 *
 * @param <K> what is asked for; kept, so it must hold values only
 * @param <V> the answer; likewise
 */
final class NameCache<K, V> {
    /**
     * How long things last.
     *
     * @param patience how long to wait for an answer
     * @param keep how long to keep one, or that there is none
     * @param keepFailure how long not to ask again when none could be had
     */
    record Times(Duration patience, Duration keep, Duration keepFailure) {}

    private final Map<K, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
    private final List<Entry> open = new ArrayList<>();
    private final int capacity;
    private final Function<? super K, Lookup<V>> question;
    private final Times times;
    private final SteadyTime time;
    private final Meters.Counter hits;
    private final Meters.Counter misses;
    private final Meters.Counter failures;

    /**
     * A cache.
     *
     * @param name begins the names of its meters
     * @param question asks for what is not known
     */
    NameCache(
            String name,
            int capacity,
            Function<? super K, Lookup<V>> question,
            Times times,
            SteadyTime time,
            Meters meters) {
        this.capacity = capacity;
        this.question = question;
        this.times = times;
        this.time = time;
        this.hits = meters.counter(name + "_hits");
        this.misses = meters.counter(name + "_misses");
        this.failures = meters.counter(name + "_failures");
        meters.gauge(name + "_cached", entries::size);
    }

    /** An answer that is there, or on its way. */
    final class Entry implements Awaited<V> {
        private final long latest;
        private Lookup<V> answer;
        private boolean settled;
        private long goodUntil = Long.MAX_VALUE;

        private Entry(Lookup<V> answer, long latest) {
            this.answer = answer;
            this.latest = latest;
        }

        @Override
        public long latest() {
            return latest;
        }

        @Override
        public boolean done() {
            if (!settled && answer.done()) {
                settle();
            }
            return settled;
        }

        /** Keeps the value alone: the chain of questions that led to it holds whole nodes. */
        private void settle() {
            settled = true;
            boolean failed = answer.failed();
            if (failed) {
                failures.add(1);
            }
            answer = failed ? Lookup.none() : answer.value().map(Lookup::of).orElseGet(Lookup::none);
            time.now();
            goodUntil = time.in(failed ? times.keepFailure() : times.keep());
        }

        @Override
        public Optional<V> value() {
            return settled ? answer.value() : Optional.empty();
        }
    }

    /** The answer for that key, asked for if need be. */
    Entry find(K key) {
        Entry known = entries.get(key);
        if (known != null && time.latest() < known.goodUntil) {
            hits.add(1);
            return known;
        }
        misses.add(1);
        Entry entry = new Entry(question.apply(key), time.in(times.patience()));
        if (!entry.done()) {
            open.add(entry);
        }
        entries.put(key, entry);
        if (entries.size() > capacity) {
            entries.remove(entries.keySet().iterator().next());
        }
        return entry;
    }

    /** Lets all chains of questions go on whose last one was answered, also those that nobody waits for any more. */
    void advance() {
        open.removeIf(Entry::done);
    }
}
