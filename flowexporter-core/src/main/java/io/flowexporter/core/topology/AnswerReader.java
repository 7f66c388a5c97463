package io.flowexporter.core.topology;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.TopologyNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Makes answers of what the analyzer sends. Safe for use by several threads. */
final class AnswerReader {
    private static final int DEEPEST = 200;
    private static final int LONGEST_TEXT = 1 << 20;

    private final ObjectMapper json = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(LONGEST_TEXT)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * Reads an answer: an array of nodes, of arrays of nodes, or of values; any other JSON is an answer in which nothing
     * was found.
     *
     * @throws IOException if it is no JSON
     */
    Answer read(byte[] body) throws IOException {
        JsonNode answer = json.readTree(body);
        if (answer.isMissingNode()) {
            throw new IOException("it is empty");
        }
        // Go writes a list that was never made as null.
        if (answer.isNull()) {
            return Answer.EMPTY;
        }
        Collected collected = new Collected();
        if (answer.isArray()) {
            answer.forEach(element -> collected.add(element, true));
        } else {
            collected.onlyTexts = false;
        }
        return new Answer(collected.nodes, collected.texts, collected.onlyTexts);
    }

    private static final class Collected {
        private final List<TopologyNode> nodes = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();
        private boolean onlyTexts = true;

        void add(JsonNode element, boolean outermost) {
            if (element.isTextual()) {
                texts.add(element.textValue());
                onlyTexts &= outermost;
            } else {
                onlyTexts = false;
                if (element.isArray()) {
                    element.forEach(inner -> add(inner, false));
                } else if (element.isObject()) {
                    nodes.add(JsonTopologyNode.of(element));
                }
            }
        }
    }
}
