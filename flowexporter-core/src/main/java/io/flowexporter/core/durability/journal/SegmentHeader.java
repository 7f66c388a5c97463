package io.flowexporter.core.durability.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * What a segment begins with: a word to know it by (8 bytes), the version of its format (4), its first position (8), the position that follows
 * on all that was in the journal before it (8), CRC32C of those (4).
 *
 * @param version of the format
 * @param first the position of the first record
 * @param follows the position behind the last one before; smaller than {@code first} if positions were left out
 */
record SegmentHeader(int version, long first, long follows) {
    static final int LENGTH = 32;
    /** The version that is written. */
    static final int VERSION = 2;

    /** The oldest that can be read: it differs in that nothing is packed. */
    private static final int OLDEST = 1;

    private static final long WORD =
            ByteBuffer.wrap("FLOWJRNL".getBytes(StandardCharsets.US_ASCII)).getLong();
    private static final Pattern NAME = Pattern.compile("(\\d{20})\\.journal");

    /** The name of the segment that begins with that position. */
    static String fileName(long first) {
        return String.format(Locale.ROOT, "%020d.journal", first);
    }

    /** The first position of the segment of that name; empty if no segment is named so. */
    static Optional<Long> firstPosition(String fileName) {
        Matcher matcher = NAME.matcher(fileName);
        try {
            return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether this program can read it. */
    boolean isKnown() {
        return version >= OLDEST && version <= VERSION;
    }

    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        bytes.putLong(WORD).putInt(version).putLong(first).putLong(follows);
        bytes.putInt(checksum(bytes.array()));
        return bytes.flip();
    }

    /** Reads a header; empty if it is damaged or not whole. */
    static Optional<SegmentHeader> read(ByteBuffer bytes) {
        if (bytes.remaining() < LENGTH || bytes.getLong(0) != WORD) {
            return Optional.empty();
        }
        byte[] whole = new byte[LENGTH];
        bytes.get(0, whole);
        return bytes.getInt(LENGTH - Integer.BYTES) == checksum(whole)
                ? Optional.of(new SegmentHeader(bytes.getInt(8), bytes.getLong(12), bytes.getLong(20)))
                : Optional.empty();
    }

    private static int checksum(byte[] header) {
        CRC32C checksum = new CRC32C();
        checksum.update(header, 0, LENGTH - Integer.BYTES);
        return (int) checksum.getValue();
    }
}
