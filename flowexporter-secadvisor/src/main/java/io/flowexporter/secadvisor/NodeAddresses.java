package io.flowexporter.secadvisor;

import io.flowexporter.api.flow.Cidr;
import io.flowexporter.api.topology.TopologyNode;
import java.util.List;
import java.util.Optional;

/** The address that the nodes of a Kubernetes cluster are known by: the first external one, else the last internal one. */
final class NodeAddresses {
    /** All nodes of the cluster. */
    static final String QUERY = "G.V().Has(\"Manager\", \"k8s\", \"Type\", \"node\")";

    private NodeAddresses() {}

    /** The network of a node's address alone; empty if it has none that can be read. */
    static Optional<Cidr> of(TopologyNode node) {
        List<TopologyNode> addresses = node.children("K8s.Extra.Status.Addresses");
        Optional<Cidr> external = addresses.stream()
                .filter(address -> isOfType("ExternalIP", address))
                .flatMap(address -> host(address).stream())
                .findFirst();
        return external.or(() -> addresses.stream()
                .filter(address -> isOfType("InternalIP", address))
                .flatMap(address -> host(address).stream())
                .reduce((earlier, later) -> later));
    }

    private static boolean isOfType(String type, TopologyNode address) {
        return address.text("Type").filter(type::equals).isPresent();
    }

    private static Optional<Cidr> host(TopologyNode address) {
        return address.text("Address").flatMap(text -> {
            try {
                return Optional.of(Cidr.ofHost(text));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }
}
