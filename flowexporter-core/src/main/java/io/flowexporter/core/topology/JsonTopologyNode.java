package io.flowexporter.core.topology;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowexporter.api.topology.TopologyNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A node as the analyzer answered it, or an object inside of one. Immutable.
 *
 * @param host the node's host, or ""
 * @param root where paths begin
 */
record JsonTopologyNode(String host, JsonNode root) implements TopologyNode {
    /** The node that is that JSON object. */
    static JsonTopologyNode of(JsonNode node) {
        return new JsonTopologyNode(node.path("Host").asText(""), node.path("Metadata"));
    }

    @Override
    public Optional<String> text(String path) {
        return Optional.ofNullable(straight(path).textValue());
    }

    @Override
    public OptionalLong number(String path) {
        JsonNode value = straight(path);
        return value.isIntegralNumber() && value.canConvertToLong()
                ? OptionalLong.of(value.longValue())
                : OptionalLong.empty();
    }

    /** What is at that path if no array is on the way. */
    private JsonNode straight(String path) {
        JsonNode at = root;
        for (String key : keys(path)) {
            at = at.path(key);
        }
        return at;
    }

    @Override
    public List<String> texts(String path) {
        return everything(path).stream()
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
    }

    @Override
    public List<TopologyNode> children(String path) {
        return everything(path).stream()
                .filter(JsonNode::isObject)
                .<TopologyNode>map(child -> new JsonTopologyNode("", child))
                .toList();
    }

    /** What is at that path, each element where an array is on the way or at the end. */
    private List<JsonNode> everything(String path) {
        List<JsonNode> at = new ArrayList<>();
        spread(root, at);
        for (String key : keys(path)) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : at) {
                spread(node.path(key), next);
            }
            at = next;
        }
        return at;
    }

    private static void spread(JsonNode node, List<JsonNode> into) {
        if (node.isArray()) {
            node.forEach(element -> spread(element, into));
        } else if (!node.isMissingNode()) {
            into.add(node);
        }
    }

    private static String[] keys(String path) {
        return path.split("\\.", -1);
    }
}
