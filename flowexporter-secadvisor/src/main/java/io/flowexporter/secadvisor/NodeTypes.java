package io.flowexporter.secadvisor;

import io.flowexporter.api.topology.Gremlin;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;

/** Finds the types of interfaces. */
final class NodeTypes {
    private final Topology topology;

    NodeTypes(Topology topology) {
        this.topology = topology;
    }

    /** The type of the node of that topology id. */
    Lookup<String> ask(String tid) {
        return topology.ask("G.V().Has(\"TID\", " + Gremlin.quote(tid) + ")")
                .then(answer -> answer.flatMap(found -> found.node())
                        .flatMap(node -> node.text("Type"))
                        .map(Lookup::of)
                        .orElseGet(Lookup::none));
    }
}
