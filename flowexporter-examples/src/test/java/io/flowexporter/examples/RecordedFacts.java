package io.flowexporter.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.testkit.Recording;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is in a recording, found without the product.
 *
 * @param uuids the UUID of each flow, in order
 * @param withPorts how many flows have a transport layer
 */
record RecordedFacts(List<String> uuids, int withPorts) {
    static RecordedFacts of(String recording) throws IOException {
        List<String> uuids = new ArrayList<>();
        int withPorts = 0;
        for (Recording.Frame frame : Recording.load(recording).frames()) {
            JsonNode message = new ObjectMapper().readTree(frame.text());
            if (message.get("Namespace").textValue().equals("flow")) {
                for (JsonNode flow : message.get("Obj")) {
                    uuids.add(flow.get("UUID").textValue());
                    withPorts += flow.has("Transport") ? 1 : 0;
                }
            }
        }
        return new RecordedFacts(List.copyOf(uuids), withPorts);
    }

    int flows() {
        return uuids.size();
    }
}
