package io.flowexporter.core.durability.spool;

import io.flowexporter.api.object.StoredObject;
import io.flowexporter.core.durability.FileOperations;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * The file of an object: prelude, length of the header, length of the body, header, CRC-32C of these three, body, CRC-32C of the
 * body.
 */
final class ObjectFile {
    private static final int LENGTHS = Integer.BYTES + Long.BYTES;
    private static final int BEFORE = Prelude.LENGTH + LENGTHS;
    private static final int AROUND = BEFORE + 2 * Integer.BYTES;
    private static final int FIRST_READ = 8 * 1024;
    private static final int PIECE = 1024 * 1024;

    private ObjectFile() {}

    /**
     * What a file begins with.
     *
     * @param header the header
     * @param bodyAt where the object's bytes begin
     * @param bodyBytes how many there are
     */
    record Head(ObjectHeader header, int bodyAt, long bodyBytes) {
        long fileBytes() {
            return bodyAt + bodyBytes + Integer.BYTES;
        }

        Kept kept() {
            return Kept.of(header, bodyBytes, fileBytes());
        }
    }

    static byte[] head(ObjectHeader header, long bodyBytes) {
        byte[] json = Json.header(header);
        ByteBuffer bytes = ByteBuffer.allocate(AROUND - Integer.BYTES + json.length);
        Prelude.OBJECT.write(bytes);
        bytes.putInt(json.length).putLong(bodyBytes).put(json);
        bytes.putInt(Prelude.crc(bytes.duplicate().flip().position(Prelude.LENGTH)));
        return bytes.array();
    }

    static long fileBytes(byte[] head, long bodyBytes) {
        return head.length + bodyBytes + Integer.BYTES;
    }

    static void write(FileOperations files, Path file, byte[] head, StoredObject object) throws IOException {
        try (FileOperations.Appender appender = files.create(file)) {
            appender.write(ByteBuffer.wrap(head));
            Body body = new Body(appender);
            object.writeTo(body);
            appender.write(ByteBuffer.allocate(Integer.BYTES)
                    .putInt((int) body.crc.getValue())
                    .flip());
            appender.force();
        }
    }

    /** Reads all but the object's bytes. */
    static Head head(FileOperations files, Path file, long number) throws IOException {
        try (FileOperations.Reader reader = files.open(file)) {
            return head(reader, file, number);
        }
    }

    /** Reads it whole. */
    static StoredObject read(FileOperations files, Path file, long number) throws IOException {
        try (FileOperations.Reader reader = files.open(file)) {
            Head head = head(reader, file, number);
            CRC32C crc = new CRC32C();
            List<byte[]> pieces = new ArrayList<>();
            long at = head.bodyAt;
            long end = at + head.bodyBytes;
            while (at < end) {
                ByteBuffer piece = read(reader, file, at, (int) Math.min(PIECE, end - at));
                crc.update(piece.array(), 0, piece.limit());
                pieces.add(piece.array());
                at += piece.limit();
            }
            if (read(reader, file, end, Integer.BYTES).getInt() != (int) crc.getValue()) {
                throw new DamagedFileException("Cannot read " + file + ": the object's bytes are damaged");
            }
            return StoredObject.of(head.header.info(), pieces);
        } catch (NoSuchFileException e) {
            throw new DamagedFileException("Cannot read " + file + ": somebody took it away", e);
        }
    }

    /** Fails if a whole file can't be read; keeps none of it. */
    static void verify(FileOperations files, Path file, Head head) throws IOException {
        try (FileOperations.Reader reader = files.open(file)) {
            CRC32C crc = new CRC32C();
            long at = head.bodyAt;
            long end = at + head.bodyBytes;
            while (at < end) {
                ByteBuffer piece = read(reader, file, at, (int) Math.min(PIECE, end - at));
                at += piece.limit();
                crc.update(piece);
            }
            if (read(reader, file, end, Integer.BYTES).getInt() != (int) crc.getValue()) {
                throw new DamagedFileException("Cannot read " + file + ": the object's bytes are damaged");
            }
        }
    }

    private static Head head(FileOperations.Reader reader, Path file, long number) throws IOException {
        long size = reader.size();
        ByteBuffer first = read(reader, file, 0, (int) Math.min(size, FIRST_READ));
        Prelude.OBJECT.read(first, file);
        if (first.remaining() < LENGTHS) {
            throw new DamagedFileException("Cannot read " + file + ": it ends before the object's header");
        }
        int headerBytes = first.getInt();
        long bodyBytes = first.getLong();
        // Checked one by one, so that no sum of damaged lengths overflows.
        if (headerBytes < 0 || headerBytes > size - AROUND || bodyBytes != size - AROUND - headerBytes) {
            throw new DamagedFileException("Cannot read " + file + ": it has another length than it should have");
        }
        int bodyAt = BEFORE + headerBytes + Integer.BYTES;
        ByteBuffer bytes = bodyAt <= first.limit() ? first : read(reader, file, 0, bodyAt);
        int found = bytes.getInt(bodyAt - Integer.BYTES);
        if (found != Prelude.crc(bytes.duplicate().position(Prelude.LENGTH).limit(bodyAt - Integer.BYTES))) {
            throw new DamagedFileException("Cannot read " + file + ": the object's header is damaged");
        }
        byte[] json = new byte[headerBytes];
        bytes.get(BEFORE, json);
        ObjectHeader header = Json.header(json);
        if (header.number() != number) {
            throw new DamagedFileException("Cannot use " + file + ": it holds the object of number " + header.number());
        }
        return new Head(header, bodyAt, bodyBytes);
    }

    private static ByteBuffer read(FileOperations.Reader reader, Path file, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        if (reader.read(bytes, at) != length) {
            throw new DamagedFileException("Cannot read " + file + ": it ends too early");
        }
        return bytes.flip();
    }

    /** Writes the object's bytes and sums them up. */
    private static final class Body extends OutputStream {
        private final FileOperations.Appender appender;
        private final CRC32C crc = new CRC32C();

        Body(FileOperations.Appender appender) {
            this.appender = appender;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            crc.update(bytes, offset, length);
            appender.write(ByteBuffer.wrap(bytes, offset, length));
        }
    }
}
