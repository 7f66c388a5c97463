package io.flowexporter.secadvisor;

import io.flowexporter.api.flow.IpAddress;
import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Gremlin;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;
import io.flowexporter.api.topology.TopologyNode;
import io.flowexporter.secadvisor.SecAdvisorRecord.Peer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds who has an address, as seen from an interface: a container of runc, one of docker, or a virtual machine; the first
 * that answers. A container that belongs to a pod is told by the pod. If a question on the way fails, so does the whole:
 * what comes after it could be wrong.
 */
final class Peers {
    private final Topology topology;

    /**
     * An address as seen from an interface.
     *
     * @param tid the interface's topology id; may be ""
     */
    record Key(String address, String tid) {
        /** Whether it can be asked for: foreign text that is no address or no id must not get into a query. */
        boolean canBeAsked() {
            return IpAddress.read(address, new byte[IpAddress.LENGTH]) && (tid.isEmpty() || Gremlin.safe(tid));
        }
    }

    Peers(Topology topology) {
        this.topology = topology;
    }

    /** Who has that address. */
    Lookup<Peer> ask(Key key) {
        // Without an interface there is nothing that a path could lead to.
        return key.tid().isEmpty() ? vm(key) : runc(key);
    }

    private Lookup<Peer> runc(Key key) {
        String query = "G.V().Has(\"Runc.Hosts.IP\", " + Gremlin.quote(key.address()) + ")" + pathTo(key);
        return ask(
                query,
                answer -> node(answer)
                        .map(node -> container(
                                "containerd", text(node, "Runc.ContainerID"), text(node, "Runc.Hosts.Hostname")))
                        .orElseGet(() -> docker(key)));
    }

    private Lookup<Peer> docker(Key key) {
        String query = "G.V().Has(\"IPV4\", Regex(\"" + key.address() + "/.*\"))" + pathTo(key)
                + ".Dedup().In(\"Type\", \"netns\").Out(\"Type\", \"container\")";
        return ask(query, answer -> {
            Optional<String> name = node(answer).flatMap(node -> node.text("Name"));
            Optional<String> id = node(answer).flatMap(node -> node.text("Docker.ContainerID"));
            return name.isPresent() && id.isPresent() ? container("docker", id.get(), name.get()) : vm(key);
        });
    }

    private Lookup<Peer> vm(Key key) {
        String query =
                "G.V().Has(\"RoutingTables.Src\", " + Gremlin.quote(key.address()) + ").In().Has(\"Type\", \"host\")";
        return ask(
                query,
                answer -> node(answer)
                        .flatMap(node -> node.text("Name"))
                        .map(name -> Lookup.of(Peer.host(name)))
                        .orElseGet(Lookup::none));
    }

    private Lookup<Peer> container(String runtime, String id, String name) {
        Peer container = Peer.container(name);
        if (!Gremlin.safe(id)) {
            return Lookup.of(container);
        }
        String query = "G.V().Has(\"K8s.Extra.Status.ContainerStatuses.ContainerID\", "
                + Gremlin.quote(runtime + "://" + id) + ")";
        return ask(query, answer -> Lookup.of(node(answer).flatMap(Peers::pod).orElse(container)));
    }

    private static Optional<Peer> pod(TopologyNode node) {
        Optional<String> namespace = node.text("K8s.Namespace");
        Optional<String> name = node.text("K8s.Name");
        return namespace.isPresent() && name.isPresent()
                ? Optional.of(Peer.pod(namespace.get(), name.get(), set(node, namespace.get())))
                : Optional.empty();
    }

    private static String set(TopologyNode pod, String namespace) {
        List<TopologyNode> owners = pod.children("K8s.Extra.ObjectMeta.OwnerReferences");
        if (owners.isEmpty()) {
            return "";
        }
        Optional<String> kind = owners.get(0).text("Kind");
        Optional<String> name = owners.get(0).text("Name");
        return kind.isPresent() && name.isPresent() ? kind.get() + ':' + namespace + '/' + name.get() : "";
    }

    private static String pathTo(Key key) {
        return ".ShortestPathTo(Metadata(\"TID\", " + Gremlin.quote(key.tid()) + "))";
    }

    private Lookup<Peer> ask(String query, Function<Optional<Answer>, Lookup<Peer>> next) {
        Lookup<Answer> question = topology.ask(query);
        return question.then(answer -> question.failed() ? Lookup.none() : next.apply(answer));
    }

    private static Optional<TopologyNode> node(Optional<Answer> answer) {
        return answer.flatMap(Answer::node);
    }

    private static String text(TopologyNode node, String path) {
        return node.text(path).orElse("");
    }
}
