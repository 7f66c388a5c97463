package io.flowexporter.testkit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/** What a server must know of the messages it sends. */
final class Messages {
    private static final JsonFactory TOKENS = new JsonFactory();
    private static final ObjectMapper JSON = new ObjectMapper();

    private Messages() {}

    /** The message's namespace. */
    static String namespace(byte[] message) {
        try (JsonParser parser = TOKENS.createParser(message)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals("Namespace");
                parser.nextToken();
                if (found) {
                    return parser.getText();
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot publish what is no message (send it as a text instead)", e);
        }
        throw new IllegalArgumentException("Cannot publish a message without a namespace (send it as a text instead)");
    }

    /** The message that subscribers of {@code flow/<capture>} get instead, if there is a flow of that capture in it. */
    static Optional<byte[]> ofCapture(byte[] message, String namespace) {
        String capture = namespace.substring("flow/".length());
        try {
            ObjectNode root = (ObjectNode) JSON.readTree(message);
            ArrayNode flows = JSON.createArrayNode();
            for (JsonNode flow : root.path("Obj")) {
                if (flow.path("CaptureID").asText().equals(capture)) {
                    flows.add(flow);
                }
            }
            root.put("Namespace", namespace);
            root.put("UUID", UUID.randomUUID().toString());
            root.set("Obj", flows);
            return flows.isEmpty() ? Optional.empty() : Optional.of(JSON.writeValueAsBytes(root));
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot split a message that is no JSON", e);
        }
    }
}
