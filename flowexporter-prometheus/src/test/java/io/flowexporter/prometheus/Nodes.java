package io.flowexporter.prometheus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.TopologyNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Nodes of a topology given as the analyzer's JSON. */
final class Nodes {
    private Nodes() {}

    static Answer answer(String json) {
        try {
            return new Answer(
                    stream(new ObjectMapper().readTree(json))
                            .map(node ->
                                    (TopologyNode) new Node(node.path("Host").asText(""), node.path("Metadata")))
                            .toList(),
                    List.of(),
                    false);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private record Node(String host, JsonNode metadata) implements TopologyNode {
        private JsonNode at(String path) {
            return metadata.at('/' + path.replace('.', '/'));
        }

        @Override
        public Optional<String> text(String path) {
            return Optional.of(at(path)).filter(JsonNode::isTextual).map(JsonNode::textValue);
        }

        @Override
        public List<String> texts(String path) {
            JsonNode found = at(path);
            return (found.isArray() ? stream(found) : Stream.of(found))
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::textValue)
                    .toList();
        }

        @Override
        public OptionalLong number(String path) {
            return at(path).isNumber() ? OptionalLong.of(at(path).longValue()) : OptionalLong.empty();
        }

        @Override
        public List<TopologyNode> children(String path) {
            return stream(at(path))
                    .map(child -> (TopologyNode) new Node("", child))
                    .toList();
        }
    }
}
