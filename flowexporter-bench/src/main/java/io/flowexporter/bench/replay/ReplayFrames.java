package io.flowexporter.bench.replay;

import io.flowexporter.testkit.Recording;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The recorded flow messages, several times over, as whole WebSocket frames. Each round has ids of its own and begins where
 * the one before ended, so that no compressor finds a flow twice in what it sees at once. The same on every machine.
 */
public final class ReplayFrames {
    /** How many rounds are enough that the records of all exceed every compressor's window. */
    static final int ROUNDS = 8;

    private static final Pattern ID = Pattern.compile("(\"(?:UUID|TrackingID|L3TrackingID)\":\")([0-9a-f]{12,16})\"");
    private static final Pattern FLOW = Pattern.compile("\\{\"UUID\":\"([0-9a-f]+)\"");
    private static final Pattern MILLIS = Pattern.compile("(\"(?:Start|Last)\":)([0-9]{13})\\b");
    private static final long ROUND_MILLIS = 180_000;
    private static final int TEXT_FRAME = 0x81;
    private static final int TWO_BYTES_OF_LENGTH = 126;
    private static final int EIGHT_BYTES_OF_LENGTH = 127;

    private final List<Frame> frames = new ArrayList<>();

    /**
     * A message in its frame.
     *
     * @param bytes header and payload
     * @param head how many bytes of them are header
     * @param uuids where its flows' UUIDs begin
     * @param digits how many digits each of them has
     */
    public record Frame(byte[] bytes, int head, int[] uuids, int[] digits) {
        /** How many flows are in it. */
        public int flows() {
            return uuids.length;
        }

        /** The payload alone. */
        public byte[] message() {
            return Arrays.copyOfRange(bytes, head, bytes.length);
        }

        /** A copy in which each flow has a UUID that no other number gives. */
        Frame withUuids(long firstNumber) {
            byte[] copy = bytes.clone();
            for (int i = 0; i < uuids.length; i++) {
                writeUuid(copy, uuids[i], digits[i], firstNumber + i);
            }
            return new Frame(copy, head, uuids, digits);
        }

        private static void writeUuid(byte[] into, int at, int digits, long number) {
            long mixed = mixed(number);
            for (int i = 0; i < digits; i++) {
                int digit = (int) (mixed >>> 60 - 4 * i & 15);
                // Ids are numbers: the first digit is not 0.
                into[at + i] = (byte) Character.forDigit(i == 0 ? digit | 1 : digit, 16);
            }
        }
    }

    private ReplayFrames(int rounds) {
        List<String> recorded = Recording.load(Recording.TCP_METRIC).frames().stream()
                .map(Recording.Frame::text)
                .filter(text -> text.startsWith("{\"Namespace\":\"flow\""))
                .toList();
        for (int round = 0; round < rounds; round++) {
            long salt = round;
            for (String message : recorded) {
                String renamed = replaced(ID, message, id -> sameLength(id, salt));
                frames.add(frame(replaced(MILLIS, renamed, millis -> later(millis, salt))));
            }
        }
    }

    /** The recording so many times. */
    public static ReplayFrames of(int rounds) {
        return new ReplayFrames(rounds);
    }

    /** The frames, in the order they are sent. */
    public List<Frame> frames() {
        return frames;
    }

    /** The flows of all frames. */
    public int flows() {
        return frames.stream().mapToInt(Frame::flows).sum();
    }

    /** The bytes of all frames. */
    long bytes() {
        return frames.stream().mapToLong(frame -> frame.bytes().length).sum();
    }

    private static String replaced(Pattern pattern, String text, UnaryOperator<String> value) {
        return pattern.matcher(text)
                .replaceAll(found -> found.group(1)
                        + value.apply(found.group(2))
                        + (found.group().endsWith("\"") ? "\"" : ""));
    }

    private static String sameLength(String id, long salt) {
        if (salt == 0) {
            return id;
        }
        String hex = String.format("%016x", mixed(Long.parseUnsignedLong(id, 16) + salt) | 1L << 63);
        return hex.substring(0, id.length());
    }

    private static String later(String millis, long rounds) {
        return Long.toString(Long.parseLong(millis) + rounds * ROUND_MILLIS);
    }

    /** Another number for each number, without an order that a compressor could use. */
    private static long mixed(long number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 31;
    }

    private static Frame frame(String message) {
        byte[] head = head(message.length());
        List<Integer> uuids = new ArrayList<>();
        List<Integer> digits = new ArrayList<>();
        Matcher flows = FLOW.matcher(message);
        while (flows.find()) {
            uuids.add(head.length + flows.start(1));
            digits.add(flows.group(1).length());
        }
        byte[] payload = message.getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = ByteBuffer.allocate(head.length + payload.length)
                .put(head)
                .put(payload)
                .array();
        return new Frame(bytes, head.length, ints(uuids), ints(digits));
    }

    private static int[] ints(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    private static byte[] head(int length) {
        return length <= 0xFFFF
                ? ByteBuffer.allocate(4)
                        .put((byte) TEXT_FRAME)
                        .put((byte) TWO_BYTES_OF_LENGTH)
                        .putShort((short) length)
                        .array()
                : ByteBuffer.allocate(10)
                        .put((byte) TEXT_FRAME)
                        .put((byte) EIGHT_BYTES_OF_LENGTH)
                        .putLong(length)
                        .array();
    }
}
