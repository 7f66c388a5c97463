package io.flowexporter.api.topology;

import java.util.List;
import java.util.Optional;

/**
 * The analyzer's answer to one query, flattened: a path counts as its nodes in order.
 *
 * @param nodes the nodes, in order; unmodifiable
 * @param texts the values that are strings, in order; unmodifiable
 * @param onlyTexts whether all that was answered is strings
 */
public record Answer(List<TopologyNode> nodes, List<String> texts, boolean onlyTexts) {
    /** Nothing was found. */
    public static final Answer EMPTY = new Answer(List.of(), List.of(), true);

    public Answer {
        nodes = List.copyOf(nodes);
        texts = List.copyOf(texts);
    }

    /** The first node. */
    public Optional<TopologyNode> node() {
        return nodes.isEmpty() ? Optional.empty() : Optional.of(nodes.get(0));
    }

    /** The first string of an answer that has nothing but strings. */
    public Optional<String> text() {
        return texts.isEmpty() || !onlyTexts ? Optional.empty() : Optional.of(texts.get(0));
    }
}
