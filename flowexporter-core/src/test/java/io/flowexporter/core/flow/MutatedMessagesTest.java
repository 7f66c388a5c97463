package io.flowexporter.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowValue;
import io.flowexporter.testkit.Recording;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;

/** Whatever happens to a message: it is refused in an orderly way, or its flows are what Jackson reads. */
@PropertyDefaults(tries = 4000)
class MutatedMessagesTest {
    private static final List<JsonNode> FLOWS = recordedFlows();
    private static final byte[] LIKELY = "\"\\{}[]:,0129.eE-+ \n\tutfn/".getBytes(StandardCharsets.US_ASCII);

    /** Sees everything, and learns from it what flows look like. */
    private static final MessageParser LEARNED = new MessageParser();

    private final MessageParser parser = new MessageParser();

    @Property
    void changedBytesAreRefusedOrReadAsJacksonDoes(@ForAll Random random) {
        byte[] message = Oracle.bytes(message(random, 1 + random.nextInt(4)));
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            message = changed(message, random);
        }
        assertOrderly(message);
    }

    @Property
    void changedStructureIsRefusedOrReadAsJacksonDoes(@ForAll Random random) throws MalformedMessageException {
        ObjectNode message = message(random, 1 + random.nextInt(3));
        for (JsonNode flow : message.get("Obj")) {
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                change((ObjectNode) flow, random);
            }
        }
        JsonNode written = random.nextBoolean() ? message : shuffled(message, random);
        byte[] bytes = switch (random.nextInt(3)) {
            case 0 -> Oracle.bytes(written);
            case 1 -> written.toPrettyString().getBytes(StandardCharsets.UTF_8);
            default -> withSpace(written.toString(), random).getBytes(StandardCharsets.UTF_8);
        };

        ParsedMessage parsed = parse(bytes);

        Iterator<Flow> flows = parsed.flows().iterator();
        for (JsonNode flow : Oracle.read(bytes).get("Obj")) {
            if (TypeRules.obeys(flow)) {
                Oracle.assertSame(flows.next(), flow);
            }
        }
        assertThat(flows.hasNext()).isFalse();
        assertThat(parsed.flows().size() + parsed.rejected().size())
                .isEqualTo(written.get("Obj").size());
    }

    /** What stands in a flow twice counts as it stands there last, also inside of what stands there twice. */
    @Property
    void repeatedMembersCountAsTheLastOfThem(@ForAll Random random) throws MalformedMessageException {
        ObjectNode flow = (ObjectNode) FLOWS.get(random.nextInt(FLOWS.size()));
        List<String> members = new ArrayList<>(members(flow));
        for (int repeats = 1 + random.nextInt(4); repeats > 0; repeats--) {
            members.add(random.nextInt(members.size() + 1), repeated(flow, random));
        }
        byte[] json = ("{" + String.join(",", members) + "}").getBytes(StandardCharsets.UTF_8);

        Flow parsed = parser.parseFlow(json, 0, json.length);
        assertAlike(LEARNED.parseFlow(json, 0, json.length), parsed);

        assertThat(parsed.json()).isEqualTo(json);
        JsonNode last = Oracle.read(json);
        assertThat(parsed.metric().abBytes())
                .isEqualTo(last.at("/Metric/ABBytes").longValue());
        assertThat(parsed.network().a()).isEqualTo(last.at("/Network/A").asText());
        Oracle.assertSame(parsed, last);
    }

    /** With some white space, here and there, between what is no string. */
    private static String withSpace(String json, Random random) {
        StringBuilder spaced = new StringBuilder();
        boolean text = false;
        int places = 5 + random.nextInt(200);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            spaced.append(c);
            boolean escaped = text && c == '\\';
            text ^= c == '"';
            if (escaped) {
                spaced.append(json.charAt(++i));
            } else if (!text && "{}[]:,".indexOf(c) >= 0 && random.nextInt(places) == 0) {
                spaced.append(" \n\t".charAt(random.nextInt(3)));
            }
        }
        return spaced.toString();
    }

    private static List<String> members(ObjectNode object) {
        return object.properties().stream()
                .map(member -> '"' + member.getKey() + "\":" + member.getValue())
                .toList();
    }

    /** A member once more: null, or an object with some of its members, in any order. */
    private static String repeated(ObjectNode flow, Random random) {
        List<String> names = List.of("Link", "Network", "Transport", "LastUpdateMetric", "Metric");
        String name = names.get(random.nextInt(names.size()));
        if (random.nextInt(3) == 0 || !flow.path(name).isObject()) {
            return '"' + name + "\":null";
        }
        List<String> members = new ArrayList<>(members((ObjectNode) flow.get(name)));
        Collections.shuffle(members, random);
        return '"' + name + "\":{" + String.join(",", members.subList(0, random.nextInt(members.size() + 1))) + "}";
    }

    @Property(tries = 300)
    void oneBrokenFlowHarmsNoOther(@ForAll Random random) throws MalformedMessageException {
        List<byte[]> flows = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            flows.add(Oracle.bytes(FLOWS.get(random.nextInt(FLOWS.size()))));
        }
        int broken = random.nextInt(5);
        List<String> texts = new ArrayList<>(flows.stream()
                .map(flow -> new String(flow, StandardCharsets.UTF_8))
                .toList());
        String bad = texts.get(broken);
        texts.set(
                broken,
                switch (random.nextInt(5)) {
                    case 0 -> bad.replace("\"Start\":", "\"Start\":0");
                    case 1 -> bad.replace("\"Application\":\"", "\"Application\":\"\\x");
                    case 2 -> bad.replace("\"NodeTID\":\"", "\"NodeTID\":\"\u0001");
                    case 3 -> bad.replace("\"NodeTID\":\"", "\"NodeTID\":\"\\ud800");
                    default -> bad.replace(",\"NodeTID\"", "\"NodeTID\"");
                });
        byte[] message =
                ("{\"Type\":\"store\",\"Obj\":[" + String.join(",", texts) + "]}").getBytes(StandardCharsets.UTF_8);

        ParsedMessage parsed = parse(message);

        texts.remove(broken);
        assertThat(parsed.flows()).map(Flow::toString).isEqualTo(texts);
        assertThat(parsed.rejected()).hasSize(1);
        assertThat(parsed.rejected().get(0).index()).isEqualTo(broken);
    }

    @Example
    void aMessageThatEndsTooEarlyIsRefusedWhereverItEnds() {
        byte[] message = Oracle.bytes(message(new Random(7), 3));
        for (int length = 0; length < message.length; length++) {
            byte[] part = Arrays.copyOf(message, length);
            Optional<ParsedMessage> parsed = assertOrderly(part);
            assertThat(parsed).as("%d bytes", length).isEmpty();
        }
    }

    /** Parses a message as if it were the first one, and by what was learned from others; that must not make a difference. */
    private ParsedMessage parse(byte[] message) throws MalformedMessageException {
        ParsedMessage parsed;
        try {
            parsed = parser.parse(message);
        } catch (MalformedMessageException e) {
            assertThatThrownBy(() -> LEARNED.parse(message)).hasToString(e.toString());
            throw e;
        }
        ParsedMessage again = LEARNED.parse(message);
        assertThat(again).isEqualTo(parsed);
        for (int i = 0; i < parsed.flows().size(); i++) {
            assertAlike(again.flows().get(i), parsed.flows().get(i));
        }
        return parsed;
    }

    private static void assertAlike(Flow flow, Flow expected) {
        assertThat(flow).isEqualTo(expected);
        assertThat(places(flow)).isEqualTo(places(expected));
        Oracle.assertSame(flow, Oracle.read(expected.json()));
        for (FlowValue value : FlowValue.values()) {
            assertThat(copied(flow, value)).as("%s of %s", value, expected).isEqualTo(copied(expected, value));
        }
    }

    /** But for what says how it was parsed. */
    private static int[] places(Flow flow) {
        int[] places = ((JsonFlow) flow).places();
        places[Row.ODD] = Row.ABSENT;
        return places;
    }

    private static String copied(Flow flow, FlowValue value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            return flow.copyJson(value, out) + " " + out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parses it twice (in its own array, and inside a larger one), and compares with Jackson if it can be parsed. */
    private Optional<ParsedMessage> assertOrderly(byte[] message) {
        ParsedMessage parsed;
        try {
            parsed = parse(message);
        } catch (MalformedMessageException e) {
            assertThat(e.byteOffset()).isBetween(0, message.length);
            assertThat(readable(message))
                    .as("Jackson reads what is refused: %s", e)
                    .isFalse();
            return Optional.empty();
        }
        assertThat(MessageParser.countFlows(message, 0, message.length)).isNotNegative();
        for (Flow flow : parsed.flows()) {
            byte[] json = flow.json();
            assertThatCode(() -> StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)))
                    .doesNotThrowAnyException();
            Oracle.assertSame(flow, Oracle.read(json));
            Oracle.assertSame(flow.copy(), Oracle.read(json));
        }
        if (readable(message) && Oracle.read(message).path("Obj").isArray()) {
            assertThat(parsed.flows().size() + parsed.rejected().size())
                    .isEqualTo(Oracle.read(message).get("Obj").size());
        }
        return Optional.of(parsed);
    }

    /** Whether Jackson reads it, and it is a message and has nothing that Jackson is lenient about. */
    private static boolean readable(byte[] message) {
        String text = new String(message, StandardCharsets.UTF_8);
        if (text.contains("\\u") || !text.chars().allMatch(c -> c < 128)) {
            return false;
        }
        try {
            JsonNode node = Oracle.read(message);
            return node.isObject() && TypeRules.isEnvelope(node);
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static byte[] changed(byte[] message, Random random) {
        int at = random.nextInt(message.length);
        int to = Math.min(message.length, at + random.nextInt(random.nextBoolean() ? 3 : 200));
        byte any = random.nextInt(3) == 0 ? (byte) random.nextInt(256) : LIKELY[random.nextInt(LIKELY.length)];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(message, 0, at);
        switch (random.nextInt(5)) {
            case 0 -> {
                out.write(any);
                out.write(message, Math.min(at + 1, message.length), Math.max(0, message.length - at - 1));
            }
            case 1 -> {
                out.write(any);
                out.write(message, at, message.length - at);
            }
            case 2 -> out.write(message, to, message.length - to);
            case 3 -> {
                out.write(message, at, to - at);
                out.write(message, at, message.length - at);
            }
            default -> {
                int from = random.nextInt(message.length);
                out.write(message, from, message.length - from);
            }
        }
        return out.size() == 0 ? message : out.toByteArray();
    }

    private static void change(ObjectNode flow, Random random) {
        ObjectNode target = flow;
        List<String> nested = new ArrayList<>();
        flow.properties().stream()
                .filter(field -> field.getValue().isObject())
                .forEach(field -> nested.add(field.getKey()));
        if (!nested.isEmpty() && random.nextBoolean()) {
            target = (ObjectNode) flow.get(nested.get(random.nextInt(nested.size())));
        }
        List<String> keys = new ArrayList<>();
        target.fieldNames().forEachRemaining(keys::add);
        if (keys.isEmpty() || random.nextInt(5) == 0) {
            List<String> anything = List.of("DNS", "VRRPv2", "DHCPv4", "IPMetric", "New" + random.nextInt(100));
            target.set(anything.get(random.nextInt(anything.size())), value(random));
            return;
        }
        String key = keys.get(random.nextInt(keys.size()));
        if (random.nextInt(3) == 0) {
            target.remove(key);
        } else {
            target.set(key, value(random));
        }
    }

    private static JsonNode value(Random random) {
        List<String> values = List.of(
                "null",
                "true",
                "\"\"",
                "\"text\"",
                "\"8080\"",
                "\"ECHO\"",
                "\"\\\"\\\\\\/\\n\\u00e9\\ud83d\\ude00 é😀\"",
                "0",
                "-0",
                "-1",
                "7",
                "65535",
                "65536",
                "2147483648",
                "9223372036854775807",
                "-9223372036854775808",
                "9223372036854775808",
                "123456789012345678901234567890",
                "1.5",
                "1e3",
                "1e400",
                "[]",
                "[1,{\"a\":\"}\"},\"]\"]",
                "{}",
                "{\"A\":1,\"Type\":2,\"B\":\"x\",\"Start\":5}");
        return Oracle.read(values.get(random.nextInt(values.size())));
    }

    private static JsonNode shuffled(JsonNode node, Random random) {
        if (node instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode();
            array.forEach(element -> copy.add(shuffled(element, random)));
            return copy;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
        Collections.shuffle(fields, random);
        ObjectNode copy = object.objectNode();
        fields.forEach(field -> copy.set(field.getKey(), shuffled(field.getValue(), random)));
        return copy;
    }

    private static ObjectNode message(Random random, int flows) {
        ObjectNode message = new ObjectMapper().createObjectNode();
        message.put("Namespace", "flow")
                .put("Type", "store")
                .put("UUID", "23572d12-f12c-4454-551b-7a54e251bd03")
                .put("Status", 200);
        ArrayNode array = message.putArray("Obj");
        for (int i = 0; i < flows; i++) {
            array.add(FLOWS.get(random.nextInt(FLOWS.size())).deepCopy());
        }
        return message;
    }

    private static List<JsonNode> recordedFlows() {
        List<JsonNode> flows = new ArrayList<>();
        for (String name : List.of(Recording.PLAIN, Recording.TCP_METRIC)) {
            for (Recording.Frame frame : Recording.load(name).frames()) {
                JsonNode obj = Oracle.read(frame.text()).get("Obj");
                if (obj.isArray()) {
                    obj.forEach(flows::add);
                }
            }
        }
        return flows;
    }
}
