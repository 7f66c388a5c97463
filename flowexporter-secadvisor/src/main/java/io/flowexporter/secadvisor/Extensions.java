package io.flowexporter.secadvisor;

import io.flowexporter.api.Meters;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Asks the operator's own queries. */
final class Extensions {
    private static final Lookup<Optional<String>> LEFT_OUT = Lookup.of(Optional.empty());
    private static final Lookup<Optional<String>> EMPTY = Lookup.of(Optional.of(""));

    private final List<ExtendEntry> entries;
    private final NameCache<String, Optional<String>> cache;
    private final Meters.Counter rejected;

    /**
     * Those queries.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    Extensions(List<ExtendEntry> entries, NameCache<String, Optional<String>> cache, Meters.Counter rejected) {
        this.entries =
                entries.stream().sorted(Comparator.comparing(ExtendEntry::name)).toList();
        for (int i = 1; i < this.entries.size(); i++) {
            String name = this.entries.get(i).name();
            if (name.equals(this.entries.get(i - 1).name())) {
                throw new IllegalArgumentException("extend: two entries are named '" + name + "'; use each name once");
            }
        }
        this.cache = cache;
        this.rejected = rejected;
    }

    /** Asks one query, as it is; its value is "" if nothing is found. */
    static Lookup<Optional<String>> ask(String gremlin, Topology topology) {
        return topology.ask(gremlin)
                .then(answer -> Lookup.of(
                        Optional.of(answer.flatMap(found -> found.text()).orElse(""))));
    }

    /** Whether there are none. */
    boolean isEmpty() {
        return entries.isEmpty();
    }

    /**
     * Asks all of them for a record.
     *
     * @param named is done when the names that queries may use are there
     * @param names the names that are there
     */
    List<Lookup<Optional<String>>> ask(Report report, Lookup<Void> named, Supplier<Names> names) {
        List<Lookup<Optional<String>>> asked = new ArrayList<>(entries.size());
        for (ExtendEntry entry : entries) {
            asked.add(
                    entry.needsNames() && !named.done()
                            ? named.then(ignored -> ask(entry, report, names.get()))
                            : ask(entry, report, entry.needsNames() ? names.get() : Names.NONE));
        }
        return asked;
    }

    private Lookup<Optional<String>> ask(ExtendEntry entry, Report report, Names names) {
        ExtendEntry.Filled filled = entry.fill(report, names);
        if (filled instanceof ExtendEntry.Filled.Query query) {
            return cache.find(query.gremlin());
        }
        if (filled instanceof ExtendEntry.Filled.Rejected) {
            rejected.add(1);
            return EMPTY;
        }
        return LEFT_OUT;
    }

    /** The values that {@link #ask} got: "" where there is no answer, and nothing where the record lacks a field. */
    Map<String, String> values(List<Lookup<Optional<String>>> asked) {
        if (asked.isEmpty()) {
            return Map.of();
        }
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < asked.size(); i++) {
            String name = entries.get(i).name();
            asked.get(i).value().orElse(Optional.of("")).ifPresent(value -> values.put(name, value));
        }
        return values;
    }
}
