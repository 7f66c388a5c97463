package io.flowexporter.api.topology;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A node of the topology. Paths such as {@code K8s.Namespace} walk its {@code Metadata}; one that crosses an array
 * applies to each element, so it has {@link #texts} and no {@link #text}.
 */
public interface TopologyNode {
    /** The node's {@code Host}, or "". */
    String host();

    /** The string at that path, if there is one. */
    Optional<String> text(String path);

    /** The strings at that path, arrays crossed on the way; empty if there is none. */
    List<String> texts(String path);

    /** The number at that path, if there is one. */
    OptionalLong number(String path);

    /** The objects of the array at that path, to be asked by paths of their own; empty if there is none. */
    List<TopologyNode> children(String path);
}
