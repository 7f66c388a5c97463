package io.flowexporter.vpclogs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.TopologyNode;
import io.flowexporter.testkit.FixedTopology;
import io.flowexporter.testkit.Recording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** An interface in the topology: its addresses. */
record InterfaceNode(Map<String, List<String>> metadata) implements TopologyNode {
    static InterfaceNode with(String ipv4, String ipv6) {
        return new InterfaceNode(Map.of("IPV4", List.of(ipv4), "IPV6", List.of("fe80::1/64", ipv6)));
    }

    /** The topology that belongs to the recordings. */
    static FixedTopology recorded() {
        try {
            JsonNode answers = new ObjectMapper().readTree(Recording.topology());
            return new FixedTopology(query -> {
                JsonNode found = answers.path(query).path(0).path("Metadata");
                return found.isMissingNode()
                        ? Lookup.none()
                        : Lookup.of(new Answer(
                                List.of(new InterfaceNode(
                                        Map.of("IPV4", texts(found.path("IPV4")), "IPV6", texts(found.path("IPV6"))))),
                                List.of(),
                                false));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.textValue()));
        return List.copyOf(texts);
    }

    @Override
    public String host() {
        return "";
    }

    @Override
    public Optional<String> text(String path) {
        return Optional.empty();
    }

    @Override
    public List<String> texts(String path) {
        return metadata.getOrDefault(path, List.of());
    }

    @Override
    public OptionalLong number(String path) {
        return OptionalLong.empty();
    }

    @Override
    public List<TopologyNode> children(String path) {
        return List.of();
    }
}
