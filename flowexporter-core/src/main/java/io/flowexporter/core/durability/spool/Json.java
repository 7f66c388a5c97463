package io.flowexporter.core.durability.spool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flowexporter.api.flow.Gap;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.core.durability.Coverage;
import io.flowexporter.core.durability.Totals;
import io.flowexporter.core.durability.spool.Departure.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The texts in the spool's files. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build());

    private Json() {}

    static byte[] header(ObjectHeader header) {
        ObjectNode node = MAPPER.createObjectNode();
        ObjectInfo info = header.info();
        node.put("bucket", info.bucket());
        node.put("key", info.key());
        node.put("tag", info.tag().text());
        node.put("records", info.records());
        node.put("first", info.first().toString());
        node.put("last", info.last().toString());
        node.put("complete", info.complete());
        ArrayNode gaps = node.putArray("gaps");
        for (Gap gap : info.gaps()) {
            gaps.addObject()
                    .put("reason", gap.reason())
                    .put("from", gap.from().toString())
                    .put("until", gap.until().toString());
        }
        node.put("content_type", info.contentType());
        node.put("content_encoding", info.contentEncoding());
        node.put("created", header.created());
        node.set("mark", mark(header.mark()));
        node.put("coverage", text(header.coverage()));
        node.set("state", puts(header.state()));
        return bytes(node);
    }

    static ObjectHeader header(byte[] json) throws DamagedFileException {
        return read(
                json,
                node -> new ObjectHeader(
                        ObjectInfo.at(text(node, "bucket"), text(node, "key"), Tag.of(text(node, "tag")))
                                .records((int) number(node, "records"))
                                .covers(Instant.parse(text(node, "first")), Instant.parse(text(node, "last")))
                                .complete(node.required("complete").booleanValue())
                                .gaps(gaps(node.required("gaps")))
                                .content(text(node, "content_type"), text(node, "content_encoding"))
                                .build(),
                        mark(node.required("mark")),
                        coverage(node),
                        (int) number(node, "created"),
                        puts(node.required("state"))));
    }

    private static List<Gap> gaps(JsonNode node) {
        List<Gap> gaps = new ArrayList<>();
        for (JsonNode gap : node) {
            gaps.add(new Gap(text(gap, "reason"), Instant.parse(text(gap, "from")), Instant.parse(text(gap, "until"))));
        }
        return gaps;
    }

    static byte[] departure(Departure departure) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("kind", departure.kind().name());
        node.set("covered", covered(departure.covered()));
        node.set("sum", sum(departure.sum()));
        node.set("state", puts(departure.state()));
        departure.mark().ifPresent(mark -> node.set("mark", mark(mark)));
        return bytes(node);
    }

    static Departure departure(byte[] json) throws DamagedFileException {
        return read(
                json,
                node -> new Departure(
                        Kind.valueOf(text(node, "kind")),
                        covered(node.required("covered")),
                        sum(node.required("sum")),
                        puts(node.required("state")),
                        Optional.ofNullable(node.get("mark")).map(Json::mark)));
    }

    static byte[] checkpoint(Checkpoint checkpoint) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("generation", checkpoint.generation());
        node.set("mark", mark(checkpoint.mark()));
        node.put("number", checkpoint.number());
        node.set("state", puts(checkpoint.state()));
        ObjectNode sums = node.putObject("sums");
        checkpoint.sums().forEach((kind, sum) -> sums.set(kind.name(), sum(sum)));
        ArrayNode covered = node.putArray("covered");
        checkpoint.covered().forEach(flows -> covered.add(covered(flows)));
        ArrayNode gone = node.putArray("gone");
        checkpoint.gone().forEach(gone::add);
        node.put("next_number", checkpoint.nextNumber());
        return bytes(node);
    }

    static Checkpoint checkpoint(byte[] json) throws DamagedFileException {
        return read(json, node -> {
            Map<Kind, Sum> sums = new TreeMap<>();
            node.required("sums")
                    .properties()
                    .forEach(entry -> sums.put(Kind.valueOf(entry.getKey()), sum(entry.getValue())));
            List<Covered> covered = new ArrayList<>();
            node.required("covered").forEach(flows -> covered.add(covered(flows)));
            Set<Long> gone = new HashSet<>();
            node.required("gone").forEach(number -> gone.add(number.longValue()));
            return new Checkpoint(
                    number(node, "generation"),
                    mark(node.required("mark")),
                    number(node, "number"),
                    puts(node.required("state")),
                    sums,
                    covered,
                    gone,
                    number(node, "next_number"));
        });
    }

    private static ObjectNode mark(Mark mark) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("number", mark.number());
        node.put("low_water", mark.lowWater());
        Totals totals = mark.totals();
        node.put("received", totals.received());
        node.put("created", totals.created());
        node.put("filtered", totals.filtered());
        node.put("absorbed", totals.absorbed());
        node.set("left_out", MAPPER.valueToTree(totals.leftOut()));
        node.set("lost", MAPPER.valueToTree(totals.lost()));
        node.set("rejected", MAPPER.valueToTree(totals.rejected()));
        return node;
    }

    private static Mark mark(JsonNode node) {
        return new Mark(
                number(node, "number"),
                number(node, "low_water"),
                new Totals(
                        number(node, "received"),
                        number(node, "created"),
                        number(node, "filtered"),
                        number(node, "absorbed"),
                        counts(node.required("left_out")),
                        counts(node.required("lost")),
                        counts(node.required("rejected"))));
    }

    private static Map<String, Long> counts(JsonNode node) {
        Map<String, Long> counts = new TreeMap<>();
        node.properties()
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue().longValue()));
        return counts;
    }

    private static ObjectNode covered(Covered covered) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("number", covered.number());
        node.put("tag", covered.tag().text());
        node.put("coverage", text(covered.coverage()));
        return node;
    }

    private static Covered covered(JsonNode node) {
        return new Covered(number(node, "number"), Tag.of(text(node, "tag")), coverage(node));
    }

    private static ObjectNode sum(Sum sum) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("objects", sum.objects());
        node.put("records", sum.records());
        node.put("created", sum.created());
        node.put("bytes", sum.bytes());
        return node;
    }

    private static Sum sum(JsonNode node) {
        return new Sum(
                number(node, "objects"), number(node, "records"), number(node, "created"), number(node, "bytes"));
    }

    /** A list, not an object: the names in an object may not be long, a stage's key may. */
    private static ArrayNode puts(Map<String, Put> puts) {
        ArrayNode list = MAPPER.createArrayNode();
        new TreeMap<>(puts)
                .forEach(
                        (key, put) -> list.addArray().add(key).add(put.number()).add(put.value()));
        return list;
    }

    private static Map<String, Put> puts(JsonNode list) {
        Map<String, Put> puts = new TreeMap<>();
        list.forEach(put -> puts.put(
                put.required(0).textValue(),
                new Put(put.required(1).longValue(), put.required(2).textValue())));
        return puts;
    }

    private static String text(Coverage coverage) {
        return Base64.getEncoder().encodeToString(coverage.toBytes());
    }

    private static Coverage coverage(JsonNode node) {
        return Coverage.of(Base64.getDecoder().decode(text(node, "coverage")));
    }

    private static String text(JsonNode node, String name) {
        JsonNode text = node.required(name);
        if (!text.isTextual()) {
            throw new IllegalArgumentException(name + " is no text");
        }
        return text.textValue();
    }

    private static long number(JsonNode node, String name) {
        JsonNode number = node.required(name);
        if (!number.isIntegralNumber()) {
            throw new IllegalArgumentException(name + " is no number");
        }
        return number.longValue();
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T read(byte[] json, Function<JsonNode, T> reading) throws DamagedFileException {
        try {
            return reading.apply(MAPPER.readTree(json));
        } catch (IOException | RuntimeException e) {
            throw new DamagedFileException("Cannot read an entry: it is not what this version writes", e);
        }
    }
}
