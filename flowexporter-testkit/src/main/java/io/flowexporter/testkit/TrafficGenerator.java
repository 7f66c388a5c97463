package io.flowexporter.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Makes messages as an analyzer would send them, of hosts that talk TCP, UDP, DNS, ICMP and ARP over IPv4 and IPv6. Each
 * conversation is captured at both hosts. Flows are reported at every update in which they had packets, with what changed
 * and the totals; they end some time after their last packet. The same seed makes the same messages. For one thread.
 */
public final class TrafficGenerator {
    private static final int MOST_FLOWS_IN_A_MESSAGE = 100;
    private static final int UDP_PACKETS = 40;

    private final StringBuilder json = new StringBuilder();
    private final SplittableRandom random;
    private final String captureId;
    private Instant start = Instant.parse("2026-11-23T10:00:00Z");
    private Duration updateEvery = Duration.ofSeconds(60);
    private Duration expireAfter = Duration.ofSeconds(600);
    private int newConversations = 50;
    private int flowsPerMessage = MOST_FLOWS_IN_A_MESSAGE;
    private boolean tcpMetrics;
    private long ticks;
    private long serial;
    private List<List<CapturedFlow>> table = new ArrayList<>();

    private TrafficGenerator(long seed) {
        random = new SplittableRandom(seed);
        captureId = uuid();
    }

    /** A generator with that seed. */
    public static TrafficGenerator seeded(long seed) {
        return new TrafficGenerator(seed);
    }

    /** The time of the first packets; set before the first messages. */
    public TrafficGenerator startingAt(Instant time) {
        start = time;
        return this;
    }

    /** How often flows are reported, 60 s by default, and how long after its last packet a flow ends, 600 s. */
    public TrafficGenerator updating(Duration every, Duration expire) {
        updateEvery = every;
        expireAfter = expire;
        return this;
    }

    /** How many conversations begin between two updates, 50 by default. */
    public TrafficGenerator newConversations(int perUpdate) {
        newConversations = perUpdate;
        return this;
    }

    /** The most flows in one message: 1 to 100, which is the default. */
    public TrafficGenerator flowsPerMessage(int most) {
        if (most < 1 || most > MOST_FLOWS_IN_A_MESSAGE) {
            throw new IllegalArgumentException("Cannot put " + most + " flows into a message: 1 to 100 are possible");
        }
        flowsPerMessage = most;
        return this;
    }

    /** Reports TCP metrics too, as a capture that was asked for them. */
    public TrafficGenerator tcpMetrics() {
        tcpMetrics = true;
        return this;
    }

    /** The capture that all flows are of. */
    public String captureId() {
        return captureId;
    }

    /** The messages of the next update, in UTF-8: the {@code stats} of each capture point, then the flows of each. */
    public List<byte[]> update() {
        long previousTick = millis(ticks);
        long tick = millis(++ticks);
        Map<String, List<String>> reports = new TreeMap<>();
        List<List<CapturedFlow>> alive = new ArrayList<>();
        for (List<CapturedFlow> conversation : table) {
            if (goOn(conversation, previousTick, tick, reports)) {
                alive.add(conversation);
            }
        }
        for (int i = 0; i < newConversations; i++) {
            List<CapturedFlow> conversation = begin(previousTick, tick);
            report(conversation, previousTick, tick, false, reports);
            alive.add(conversation);
        }
        table = alive;
        List<byte[]> messages = stats();
        List<String> flows = reports.values().stream().flatMap(List::stream).toList();
        for (int from = 0; from < flows.size(); from += flowsPerMessage) {
            messages.add(message(flows.subList(from, Math.min(flows.size(), from + flowsPerMessage))));
        }
        return messages;
    }

    /**
     * Messages of that many flows, each reported once, in UTF-8, made one by one. Nothing of them is kept, so there can be
     * millions.
     */
    public Iterator<byte[]> distinctFlows(long count) {
        long begin = millis(ticks);
        long tick = millis(++ticks);
        return new Iterator<>() {
            private long left = count;

            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            public byte[] next() {
                if (left <= 0) {
                    throw new NoSuchElementException("all flows are made");
                }
                List<String> reports = new ArrayList<>();
                while (left > 0 && reports.size() < flowsPerMessage) {
                    for (CapturedFlow flow : begin(begin, tick)) {
                        if (left > 0 && reports.size() < flowsPerMessage) {
                            flow.report(begin, tick, false, cleared());
                            reports.add(json.toString());
                            left--;
                        }
                    }
                }
                return message(reports);
            }
        };
    }

    private StringBuilder cleared() {
        json.setLength(0);
        return json;
    }

    private long millis(long tick) {
        return start.toEpochMilli() + tick * updateEvery.toMillis();
    }

    /** A conversation that begins between two ticks, as its two capture points see it. */
    private List<CapturedFlow> begin(long from, long to) {
        Conversation conversation = Conversation.random(random);
        long time = random.nextLong(from, to);
        CapturedFlow atA = captured(conversation, conversation.a(), time);
        CapturedFlow atB = captured(conversation, conversation.b(), time);
        passPackets(List.of(atA, atB), time, to);
        return List.of(atA, atB);
    }

    private CapturedFlow captured(Conversation conversation, TrafficHost at, long time) {
        return new CapturedFlow(conversation, distinctId(), at.nodeTid(), captureId, tcpMetrics, time, random);
    }

    // A bijection of the serial number: looks random, never repeats, and needs no memory.
    private long distinctId() {
        long mixed = ++serial * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    private void passPackets(List<CapturedFlow> conversation, long from, long to) {
        boolean oneEach = conversation.get(0).isShort();
        int abPackets = oneEach ? 1 : random.nextInt(1, UDP_PACKETS);
        int baPackets = oneEach ? 1 : random.nextInt(0, UDP_PACKETS);
        int bytes = random.nextInt(54, 1500);
        long time = random.nextLong(from, to);
        conversation.forEach(flow -> flow.pass(abPackets, baPackets, bytes, time));
    }

    /** One more interval of a conversation; false if it has ended. */
    private boolean goOn(
            List<CapturedFlow> conversation, long previousTick, long tick, Map<String, List<String>> reports) {
        CapturedFlow either = conversation.get(0);
        if (either.isShort()) {
            for (CapturedFlow flow : conversation) {
                flow.repeatAsEnd(cleared());
                add(flow, reports);
            }
            return false;
        }
        if (previousTick - either.last() > expireAfter.toMillis()) {
            report(conversation, previousTick, tick, true, reports);
            return false;
        }
        // Some are silent for ever from now on, the others speak now and then.
        if (either.last() > previousTick - 3 * updateEvery.toMillis() && random.nextInt(10) < 6) {
            passPackets(conversation, previousTick, tick);
        }
        if (either.hasNews()) {
            report(conversation, previousTick, tick, false, reports);
        }
        return true;
    }

    private void report(
            List<CapturedFlow> conversation,
            long previousTick,
            long tick,
            boolean finished,
            Map<String, List<String>> reports) {
        for (CapturedFlow flow : conversation) {
            flow.report(previousTick, tick, finished, cleared());
            add(flow, reports);
        }
    }

    private void add(CapturedFlow flow, Map<String, List<String>> reports) {
        reports.computeIfAbsent(flow.nodeTid(), node -> new ArrayList<>()).add(json.toString());
    }

    private List<byte[]> stats() {
        Map<String, Integer> sizes = new TreeMap<>();
        TrafficHost.ALL.forEach(host -> sizes.put(host.nodeTid(), 0));
        table.forEach(conversation -> conversation.forEach(flow -> sizes.merge(flow.nodeTid(), 1, Integer::sum)));
        List<byte[]> messages = new ArrayList<>();
        for (int flows : sizes.values()) {
            messages.add(message(
                    "stats",
                    "stats",
                    "{\"CaptureID\":\"" + captureId + "\",\"FlowCount\":" + flows
                            + ",\"FlowDropped\":0,\"KernelFlowDropped\":0,\"PacketsDropped\":0,\"PacketsReceived\":"
                            + 7 * flows + "}"));
        }
        return messages;
    }

    private byte[] message(List<String> flows) {
        return message("flow", "store", "[" + String.join(",", flows) + "]");
    }

    private byte[] message(String namespace, String type, String obj) {
        String text = "{\"Namespace\":\"" + namespace + "\",\"Type\":\"" + type + "\",\"UUID\":\"" + uuid()
                + "\",\"Status\":200,\"Obj\":" + obj + "}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String uuid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
