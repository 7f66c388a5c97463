package io.flowexporter.prometheus;

import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The latest value of each key, in the order of their updates, so that the ones not updated for longest are found
 * without looking at the others. Not safe for use by several threads.
 */
final class Latest<K, V> {
    private final Map<K, Update<V>> updates = new LinkedHashMap<>(16, 0.75f, true);

    private record Update<V>(V value, Instant at) {}

    Optional<V> find(K key) {
        return Optional.ofNullable(updates.get(key)).map(Update::value);
    }

    void put(K key, V value, Instant now) {
        updates.put(key, new Update<>(value, now));
    }

    void remove(K key) {
        updates.remove(key);
    }

    /** Removes and returns the value not updated for longest. */
    V removeOldest() {
        Iterator<Update<V>> oldest = updates.values().iterator();
        V value = oldest.next().value();
        oldest.remove();
        return value;
    }

    /** Removes those not updated after that time; says how many. */
    int expire(Instant latest, Consumer<V> removed) {
        int before = updates.size();
        Iterator<Update<V>> oldest = updates.values().iterator();
        while (oldest.hasNext()) {
            Update<V> update = oldest.next();
            if (update.at().isAfter(latest)) {
                break;
            }
            oldest.remove();
            removed.accept(update.value());
        }
        return before - updates.size();
    }

    Collection<V> values() {
        return updates.values().stream().map(Update::value).toList();
    }

    int size() {
        return updates.size();
    }
}
