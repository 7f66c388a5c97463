package io.flowexporter.secadvisor;

import io.flowexporter.api.Meters;
import io.flowexporter.api.flow.Layer;
import io.flowexporter.api.topology.Gremlin;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;
import io.flowexporter.secadvisor.SecAdvisorRecord.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private final boolean needless;
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
        this.knownTypes = new NameCache<>("node_type", capacity, this::askType, times, time, meters);
        this.knownPeers = new NameCache<>("peer", capacity, this::askPeer, times, time, meters);
        this.knownExtensions = new NameCache<>(
                "extend", capacity, query -> Extensions.ask(query, topology), extendTimes, time, meters);
        this.extensions = new Extensions(entries, knownExtensions, meters.counter("extend_rejected"));
        this.time = time;
        this.rejected = meters.counter("names_rejected");
        this.needless = topology.isEmpty() && extensions.isEmpty();
    }

    /** Asks all names of that report. */
    Asked ask(FlowReport report) {
        if (needless) {
            return Names.NONE;
        }
        // Whether an answer is still good must not be told by the last tick: caches look at the time asked for last.
        time.now();
        String tid = report.nodeTid();
        Layer network = report.flow().network();
        Lookup<String> type = type(tid);
        Lookup<Peer> a = peer(network.a(), tid);
        Lookup<Peer> b = peer(network.b(), tid);
        if (extensions.isEmpty() && type.done() && a.done() && b.done()) {
            return Names.of(type.value().orElse(""), a.value(), b.value(), Map.of());
        }
        Naming naming = new Naming(report, type, a, b, extensions, time, this::advance);
        if (naming.isComplete()) {
            return naming.names();
        }
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
        return tid.length() > LONGEST_KEY ? rejected() : knownTypes.find(tid);
    }

    private Lookup<String> askType(String tid) {
        return Gremlin.safe(tid) ? types.ask(tid) : rejected();
    }

    private Lookup<Peer> peer(String address, String tid) {
        if (address.isEmpty()) {
            return Lookup.none();
        }
        return address.length() > LONGEST_KEY || tid.length() > LONGEST_KEY
                ? rejected()
                : knownPeers.find(new Peers.Key(address, tid));
    }

    private Lookup<Peer> askPeer(Peers.Key key) {
        return key.canBeAsked() ? peers.ask(key) : rejected();
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
