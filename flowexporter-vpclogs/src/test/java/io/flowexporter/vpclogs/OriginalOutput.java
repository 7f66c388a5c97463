package io.flowexporter.vpclogs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

/** What the Go exporter wrote for the recording with TCP metrics, of the flows that have them: it crashes on any other. */
final class OriginalOutput {
    private static final ObjectMapper JSON = new ObjectMapper();

    private OriginalOutput() {}

    /** One object: the tag of its key, and its header with the records. */
    record Written(String tag, JsonNode header) {
        Stream<ObjectNode> records() {
            return StreamSupport.stream(header.get("flow_logs").spliterator(), false)
                    .map(ObjectNode.class::cast);
        }
    }

    static List<Written> load(String name) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(OriginalOutput.class.getResourceAsStream(name + ".txt.gz")),
                StandardCharsets.UTF_8))) {
            List<Written> objects = new ArrayList<>();
            String tag = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("--- ")) {
                    tag = line.split("/")[2];
                } else if (!line.isBlank()) {
                    objects.add(new Written(tag, JSON.readTree(line)));
                }
            }
            return objects;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fault: the original calls IPv6 IPv4. */
    static ObjectNode withItsEtherType(ObjectNode record) {
        if (record.get("initiator_ip").textValue().indexOf(':') >= 0) {
            record.put("ether_type", "IPv6");
        }
        return record;
    }
}
