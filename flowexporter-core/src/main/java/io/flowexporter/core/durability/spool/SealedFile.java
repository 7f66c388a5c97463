package io.flowexporter.core.durability.spool;

import io.flowexporter.core.durability.FileOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A small file that is read and written as a whole, with a check of its content. */
final class SealedFile {
    private static final int AROUND = Prelude.LENGTH + 2 * Integer.BYTES;

    private SealedFile() {}

    static byte[] read(FileOperations files, Prelude prelude, Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(files.readAll(file));
        prelude.read(bytes, file);
        byte[] content = new byte[Math.max(0, bytes.capacity() - AROUND)];
        if (bytes.capacity() < AROUND || bytes.getInt() != content.length) {
            throw new DamagedFileException("Cannot read " + file + ": it has another length than it should have");
        }
        bytes.get(content);
        if (bytes.getInt() != Prelude.crc(ByteBuffer.wrap(content))) {
            throw new DamagedFileException("Cannot read " + file + ": its content is damaged");
        }
        return content;
    }

    /** Puts it at its place, instead of the one that may be there; after that, it outlives a loss of power. */
    static void replace(FileOperations files, Prelude prelude, Path file, byte[] content) throws IOException {
        Path unfinished =
                file.resolveSibling(Names.unfinished(file.getFileName().toString()));
        ByteBuffer bytes = ByteBuffer.allocate(AROUND + content.length);
        prelude.write(bytes);
        bytes.putInt(content.length).put(content).putInt(Prelude.crc(ByteBuffer.wrap(content)));
        files.delete(unfinished);
        try (FileOperations.Appender appender = files.create(unfinished)) {
            appender.write(bytes.flip());
            appender.force();
        }
        files.rename(unfinished, file);
        files.forceDirectory(file.getParent());
    }
}
