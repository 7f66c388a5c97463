package io.flowexporter.secadvisor;

import io.flowexporter.api.Meters;
import io.flowexporter.api.topology.Gremlin;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;
import io.flowexporter.secadvisor.SecAdvisorRecord.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks names up for records, and remembers them. Not safe for use by several threads. */
final class NameService {
    private static final int LONGEST_KEY = 255;

    private final NodeTypes types;
    private final Peers peers;
    private final Extensions extensions;
    private final NameCache<String, String> knownTypes;
    private final NameCache<Peers.Key, Peer> knownPeers;
    private final NameCache<String, Optional<String>> knownExtensions;
    private final SteadyTime time;
    private final Meters.Counter rejected;
    private final List<Naming> askingMore = new ArrayList<>();

    /**
     * A service.
     *
     * @param capacity how many answers of each kind are kept at most
     * @param times how long names are kept
     * @param extendTimes how long answers to the operator's own queries are kept
     * @throws IllegalArgumentException if two entries have the same name
     */
    NameService(
            Topology topology,
            List<ExtendEntry> entries,
            int capacity,
            NameCache.Times times,
            NameCache.Times extendTimes,
            SteadyTime time,
            Meters meters) {
        this.types = new NodeTypes(topology);
        this.peers = new Peers(topology);
        this.knownTypes = new NameCache<>("node_type", capacity, times, time, meters);
        this.knownPeers = new NameCache<>("peer", capacity, times, time, meters);
        this.knownExtensions = new NameCache<>("extend", capacity, extendTimes, time, meters);
        this.extensions = new Extensions(entries, topology, knownExtensions, meters.counter("extend_rejected"));
        this.time = time;
        this.rejected = meters.counter("names_rejected");
    }

    /** Asks all names of that report. */
    Naming ask(Report report) {
        Naming naming = new Naming(
                report,
                type(report.nodeTid()),
                report.network().map(network -> peer(network.a(), report)).orElseGet(Lookup::none),
                report.network().map(network -> peer(network.b(), report)).orElseGet(Lookup::none),
                extensions,
                time,
                this::advance);
        if (naming.hasMoreToAsk()) {
            askingMore.add(naming);
        }
        return naming;
    }

    private Lookup<String> type(String tid) {
        if (tid.isEmpty()) {
            return Lookup.none();
        }
        // What is too long for a query must not get into the cache either, which is bounded by number alone.
        if (tid.length() > LONGEST_KEY) {
            return rejected();
        }
        return knownTypes.find(tid, () -> Gremlin.safe(tid) ? types.ask(tid) : rejected());
    }

    private Lookup<Peer> peer(String address, Report report) {
        if (address.isEmpty()) {
            return Lookup.none();
        }
        if (address.length() > LONGEST_KEY || report.nodeTid().length() > LONGEST_KEY) {
            return rejected();
        }
        Peers.Key key = new Peers.Key(address, report.nodeTid());
        return knownPeers.find(key, () -> key.canBeAsked() ? peers.ask(key) : rejected());
    }

    private <T> Lookup<T> rejected() {
        rejected.add(1);
        return Lookup.none();
    }

    /** Lets the questions of all records go on as far as answers are there. */
    void advance() {
        knownTypes.advance();
        knownPeers.advance();
        knownExtensions.advance();
        askingMore.removeIf(naming -> naming.isOver() || !naming.hasMoreToAsk());
    }
}
