package io.flowexporter.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Answers to Gremlin queries: JSON text by query text. */
public final class TopologyAnswers {
    private static final String NOTHING_FOUND = "[]";

    private TopologyAnswers() {}

    /** The answers of that map; a query that is not in it finds nothing. */
    public static UnaryOperator<String> of(Map<String, String> answers) {
        Map<String, String> copy = Map.copyOf(answers);
        return query -> copy.getOrDefault(query, NOTHING_FOUND);
    }

    /** The answers that belong to the recordings. */
    public static UnaryOperator<String> recorded() {
        return parse(Recording.topology());
    }

    /** The answers of a JSON object: query → answer. */
    public static UnaryOperator<String> parse(String json) {
        try {
            Map<String, String> answers = new HashMap<>();
            for (Map.Entry<String, JsonNode> field :
                    new ObjectMapper().readTree(json).properties()) {
                answers.put(field.getKey(), field.getValue().toString());
            }
            return of(answers);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read topology answers: " + e.getMessage(), e);
        }
    }
}
