package io.flowexporter.vpclogs;

import io.flowexporter.api.record.JsonOutput;
import io.flowexporter.api.record.JsonText;
import io.flowexporter.api.record.RecordType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** Writes records just as their fields would be written one after the other, without making texts. */
final class VpcReadyJson implements RecordType.JsonForm<VpcFlowLog> {
    private static final byte[] NOTHING = {};

    private static final byte[] START_TIME = JsonText.key("start_time");
    private static final byte[] END_TIME = JsonText.key("end_time");
    private static final byte[] CONNECTION_START_TIME = JsonText.key("connection_start_time");
    private static final byte[] INITIATOR_IP = JsonText.key("initiator_ip");
    private static final byte[] TARGET_IP = JsonText.key("target_ip");
    private static final byte[] INITIATOR_PORT = JsonText.key("initiator_port");
    private static final byte[] TARGET_PORT = JsonText.key("target_port");
    private static final byte[] TRANSPORT_PROTOCOL = JsonText.key("transport_protocol");
    private static final byte[] ETHER_TYPE = JsonText.key("ether_type");
    private static final byte[] INITIATED = member("was_initiated", "true");
    private static final byte[] NOT_INITIATED = member("was_initiated", "false");
    private static final byte[] TERMINATED = member("was_terminated", "true");
    private static final byte[] NOT_TERMINATED = member("was_terminated", "false");
    private static final CounterKeys INTERVAL = CounterKeys.of("");
    private static final CounterKeys TOTAL = CounterKeys.of("cumulative_");

    private final boolean ibm;
    private final Map<Direction, byte[]> directions = new EnumMap<>(Direction.class);
    private final Map<Verdict, byte[]> actions = new EnumMap<>(Verdict.class);

    private record CounterKeys(
            byte[] bytesFromInitiator, byte[] packetsFromInitiator, byte[] bytesFromTarget, byte[] packetsFromTarget) {
        static CounterKeys of(String prefix) {
            return new CounterKeys(
                    JsonText.key(prefix + "bytes_from_initiator"),
                    JsonText.key(prefix + "packets_from_initiator"),
                    JsonText.key(prefix + "bytes_from_target"),
                    JsonText.key(prefix + "packets_from_target"));
        }
    }

    /**
     * A form.
     *
     * @param words the words of the profile
     * @param ibm whether the interval's counters come first, and numbers are written even if they are 0
     */
    VpcReadyJson(VpcRecordType words, boolean ibm) {
        this.ibm = ibm;
        for (Direction direction : Direction.values()) {
            directions.put(direction, word("direction", words.direction(direction)));
        }
        for (Verdict verdict : Verdict.values()) {
            actions.put(verdict, word("action", words.action(verdict)));
        }
    }

    private static byte[] word(String name, String word) {
        return word.isEmpty() ? NOTHING : member(name, '"' + word + '"');
    }

    private static byte[] member(String name, String json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(JsonText.key(name));
        bytes.writeBytes(json.getBytes(StandardCharsets.US_ASCII));
        return bytes.toByteArray();
    }

    @Override
    public void write(VpcFlowLog log, JsonOutput out) {
        int start = out.size();
        time(START_TIME, log.start(), out);
        time(END_TIME, log.end(), out);
        time(CONNECTION_START_TIME, log.connectionStart(), out);
        out.write(directions.get(log.direction()));
        out.write(actions.get(log.verdict()));
        connection(log.connection(), out);
        out.write(log.initiated() ? INITIATED : NOT_INITIATED);
        out.write(log.terminated() ? TERMINATED : NOT_TERMINATED);
        if (ibm) {
            counters(INTERVAL, log.interval(), out);
            counters(TOTAL, log.total(), out);
        } else {
            counters(TOTAL, log.total(), out);
            counters(INTERVAL, log.interval(), out);
        }
        out.object(start);
    }

    private void connection(Connection connection, JsonOutput out) {
        text(INITIATOR_IP, connection.initiatorIp(), out);
        text(TARGET_IP, connection.targetIp(), out);
        number(INITIATOR_PORT, connection.initiatorPort(), out);
        number(TARGET_PORT, connection.targetPort(), out);
        if (connection.protocol() != 0) {
            out.write(TRANSPORT_PROTOCOL);
            out.number(connection.protocol());
        }
        text(ETHER_TYPE, connection.etherType(), out);
    }

    private void counters(CounterKeys keys, Counters counters, JsonOutput out) {
        number(keys.bytesFromInitiator(), counters.bytesFromInitiator(), out);
        number(keys.packetsFromInitiator(), counters.packetsFromInitiator(), out);
        number(keys.bytesFromTarget(), counters.bytesFromTarget(), out);
        number(keys.packetsFromTarget(), counters.packetsFromTarget(), out);
    }

    private void number(byte[] key, long number, JsonOutput out) {
        if (number != 0 || ibm) {
            out.write(key);
            out.number(number);
        }
    }

    private static void text(byte[] key, String text, JsonOutput out) {
        if (!text.isEmpty()) {
            out.write(key);
            out.text(text);
        }
    }

    private static void time(byte[] key, long millis, JsonOutput out) {
        if (millis != 0) {
            out.write(key);
            out.write('"');
            out.write(WholeSeconds.ascii(millis));
            out.write('"');
        }
    }
}
