package io.flowexporter.core.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameLimitTest {
    private static final int TEXT = 0x81;
    private static final int BINARY = 0x82;
    private static final int TEXT_BEGINS = 0x01;
    private static final int BINARY_BEGINS = 0x02;
    private static final int CONTINUES = 0x00;
    private static final int CONTINUES_LAST = 0x80;
    private static final int PING = 0x89;
    private static final int CLOSE = 0x88;
    private static final int LIMIT = 1000;
    private static final ByteString MARK = ByteString.encodeUtf8("a mark of 16 byt");

    private final List<Long> tooLarge = new ArrayList<>();
    private final AtomicInteger closes = new AtomicInteger();

    private static Buffer frames(Object... opcodesAndSizes) {
        Buffer wire = new Buffer();
        for (int i = 0; i < opcodesAndSizes.length; i += 2) {
            frame(wire, (int) opcodesAndSizes[i], (int) opcodesAndSizes[i + 1]);
        }
        return wire;
    }

    private static void frame(Buffer wire, int first, int size) {
        Wire.writeHeader(wire, first, size);
        for (int i = 0; i < size; i++) {
            wire.writeByte(i * 31);
        }
    }

    private final MessageArrays arrays = new MessageArrays(System::nanoTime, () -> Long.MAX_VALUE);

    private FrameLimit limit(UpgradedStream frames, Buffer out) {
        return new FrameLimit(
                frames,
                LIMIT,
                MARK,
                arrays::room,
                message -> handedOver(message, out),
                tooLarge::add,
                closes::incrementAndGet);
    }

    /** Puts what is handed over where it would have passed, so that its place among the rest can be seen. */
    private static void handedOver(Message message, Buffer out) {
        out.writeByte(BINARY);
        if (message.length() < 126) {
            out.writeByte(message.length());
        } else if (message.length() < 65536) {
            out.writeByte(126).writeShort(message.length());
        } else {
            out.writeByte(127).writeLong(message.length());
        }
        out.write(message.bytes(), 0, message.length());
    }

    /** What passes, whichever way it comes. */
    private Buffer passed(Buffer wire, long pieces) throws IOException {
        tooLarge.clear();
        Buffer straight = passed(Wire.known(wire.copy(), pieces, 0), pieces);
        List<Long> tooLargeStraight = List.copyOf(tooLarge);
        for (UpgradedStream other : List.of(
                Wire.unknown(wire.copy(), pieces),
                Wire.known(wire.copy(), pieces, 3),
                Wire.known(wire.copy(), pieces, wire.size()))) {
            tooLarge.clear();
            assertThat(passed(other, pieces)).isEqualTo(straight);
            assertThat(tooLarge).isEqualTo(tooLargeStraight);
        }
        return straight;
    }

    private Buffer passed(UpgradedStream frames, long pieces) throws IOException {
        Buffer out = new Buffer();
        FrameLimit limit = limit(frames, out);
        while (limit.read(out, pieces) >= 0) {
            continue;
        }
        return out;
    }

    private Buffer passed(Object... opcodesAndSizes) throws IOException {
        return passed(frames(opcodesAndSizes), 8192);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 8192})
    void letsPassWhatIsNotTooLarge(long pieces) throws IOException {
        Object[] frames = {PING, 0, BINARY, 0, BINARY, 1, BINARY, 126, PING, 8, BINARY, LIMIT, CLOSE, 2};
        assertThat(passed(frames(frames), pieces)).isEqualTo(frames(frames));
        assertThat(tooLarge).isEmpty();
    }

    @Test
    void makesBinaryMessagesOfTexts() throws IOException {
        assertThat(passed(TEXT, 5, TEXT_BEGINS, 6, CONTINUES, 7, CONTINUES_LAST, 8))
                .isEqualTo(frames(BINARY, 5, BINARY_BEGINS, 6, CONTINUES, 7, CONTINUES_LAST, 8));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 8192})
    void takesOutAFrameThatIsTooLarge(long pieces) throws IOException {
        Buffer wire = frames(BINARY, 4, TEXT, LIMIT + 1, PING, 3, BINARY, 70_000, BINARY, 5);
        assertThat(passed(wire, pieces)).isEqualTo(frames(BINARY, 4, PING, 3, BINARY, 5));
        assertThat(tooLarge).containsExactly(LIMIT + 1L, 70_000L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 8192})
    void cutsOffAMessageWhoseFragmentsAreTooLargeTogether(long pieces) throws IOException {
        Buffer wire = frames(
                TEXT_BEGINS,
                600,
                PING,
                1,
                CONTINUES,
                400,
                CONTINUES,
                1,
                PING,
                2,
                CONTINUES,
                600,
                CONTINUES_LAST,
                9,
                BINARY,
                5);
        Buffer expected = frames(BINARY_BEGINS, 600, PING, 1, CONTINUES, 400);
        expected.writeByte(CONTINUES_LAST).writeByte(16).write(MARK);
        expected.writeAll(frames(PING, 2, BINARY, 5));
        assertThat(passed(wire, pieces)).isEqualTo(expected);
        assertThat(tooLarge).containsExactly(1001L);
    }

    @Test
    void takesOutAMessageWhoseFirstFragmentIsTooLarge() throws IOException {
        assertThat(passed(TEXT_BEGINS, 2000, PING, 1, CONTINUES, 5, CONTINUES_LAST, 2000, BINARY, 5))
                .isEqualTo(frames(PING, 1, BINARY, 5));
        assertThat(tooLarge).hasSize(1);
    }

    private static final int[] SIZES = {
        0, 1, 125, 126, 16_370, 16_373, 16_379, 16_380, 16_384, 16_385, 32_767, 65_535, 65_536, 100_000
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 100, 16_383, 16_384, 16_385, 1_000_000})
    void handsOverMessagesOfAnySizeThatComeInPiecesOfAnySize(long pieces) throws IOException {
        List<Message> messages = new ArrayList<>();
        Buffer wire = new Buffer();
        for (int size : SIZES) {
            frame(wire, TEXT, size);
        }
        FrameLimit limit = new FrameLimit(
                Wire.known(wire, pieces, 0),
                100_000,
                MARK,
                arrays::room,
                messages::add,
                tooLarge::add,
                closes::incrementAndGet);
        assertThat(limit.read(new Buffer(), 8192)).isEqualTo(-1);
        assertThat(messages).hasSize(SIZES.length);
        for (int i = 0; i < SIZES.length; i++) {
            Buffer expected = new Buffer();
            frame(expected, BINARY, SIZES[i]);
            Buffer message = new Buffer();
            handedOver(messages.get(i), message);
            assertThat(message).isEqualTo(expected);
        }
    }

    private static Buffer frameOfEachKind() throws IOException {
        Buffer wire =
                frames(PING, 0, BINARY, 3, BINARY, 0, BINARY, 130, BINARY_BEGINS, 5, PING, 2, CONTINUES_LAST, 200);
        wire.writeAll(frames(BINARY, 1001, BINARY, 1, CLOSE, 2));
        return wire.writeByte(BINARY).writeByte(0x81).writeInt(7).writeByte(8);
    }

    @Test
    void comesToTheSameWhereverTheBytesAreSplit() throws IOException {
        Buffer wire = frameOfEachKind();
        Buffer expected = passed(Wire.known(wire.copy(), wire.size(), 0), 8192);
        assertThat(expected.size()).isEqualTo(wire.size() - 1005);
        for (long split = 1; split < wire.size(); split++) {
            assertThat(passed(Wire.known(wire.copy(), wire.size(), split), 8192))
                    .as("split at %d", split)
                    .isEqualTo(expected);
        }
    }

    @Test
    void passesNothingButWhatCameBeforeTheEndWhereverThatIs() throws IOException {
        Buffer wire = frameOfEachKind();
        Buffer whole = passed(wire.copy(), 8192);
        long before = 0;
        for (long end = 0; end <= wire.size(); end++) {
            Buffer begun = new Buffer();
            wire.copyTo(begun, 0, end);
            Buffer passed = passed(begun, 8192);
            assertThat(whole.rangeEquals(0, passed.snapshot()))
                    .as("end at %d: %s", end, passed)
                    .isTrue();
            assertThat(passed.size()).isBetween(before, Math.min(end, before + 134));
            before = passed.size();
        }
        assertThat(before).isEqualTo(whole.size());
    }

    @Test
    void knowsItsMark() throws IOException {
        FrameLimit limit = limit(Wire.known(new Buffer(), 1, 0), new Buffer());
        assertThat(limit.isCutOff(
                        new Buffer().writeUtf8("beginning").write(MARK).readByteString()))
                .isTrue();
        assertThat(limit.isCutOff(ByteString.encodeUtf8("a whole message"))).isFalse();
        assertThat(limit.isCutOff(ByteString.EMPTY)).isFalse();
    }

    @Test
    void leavesItToOkHttpToRefuseMaskedFramesAndImpossibleLengths() throws IOException {
        Buffer masked =
                new Buffer().writeByte(BINARY).writeByte(0x85).writeInt(42).writeUtf8("12345");
        assertThat(passed(masked.copy(), 3)).isEqualTo(masked);
        Buffer negative =
                new Buffer().writeByte(BINARY).writeByte(127).writeLong(-5).writeUtf8("12345");
        assertThat(passed(negative.copy(), 3)).isEqualTo(negative);
    }

    @Test
    void survivesLengthsThatOverflow() throws IOException {
        Buffer wire = frames(TEXT_BEGINS, 10);
        wire.writeByte(CONTINUES).writeByte(127).writeLong(Long.MAX_VALUE).writeUtf8("12345");
        Buffer expected = frames(BINARY_BEGINS, 10);
        expected.writeByte(CONTINUES_LAST).writeByte(16).write(MARK);
        assertThat(passed(wire, 8192)).isEqualTo(expected);
    }

    @Test
    void endsWithTheStreamAlsoInTheMiddleOfAFrame() throws IOException {
        Buffer wire = frames(BINARY_BEGINS, 500);
        Buffer half = new Buffer();
        wire.read(half, 200);
        assertThat(passed(half.copy(), 8192)).isEqualTo(half);
        Buffer wholeMessage = new Buffer().writeByte(BINARY).writeByte(100).write(new byte[50]);
        assertThat(passed(wholeMessage, 8192).size()).isZero();
        assertThat(passed(new Buffer().writeByte(BINARY), 8192).size()).isZero();
    }

    @Test
    void tellsOfItsEnd() throws IOException {
        limit(Wire.known(new Buffer(), 1, 0), new Buffer()).close();
        assertThat(closes).hasValue(1);
    }
}
