package io.flowexporter.core.durability.spool;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * How every file of the spool begins, in this version and in all later ones: what it is, the version, and a check of both, so that a
 * newer version's file and a damaged one are never mistaken for each other.
 */
enum Prelude {
    OBJECT(0x46584f42),
    LOG(0x46584c47),
    CHECKPOINT(0x46584350),
    DESTINATION(0x46584453);

    static final int LENGTH = 12;
    private static final int VERSION = 1;

    private final int magic;

    Prelude(int magic) {
        this.magic = magic;
    }

    void write(ByteBuffer into) {
        into.putInt(magic).putInt(VERSION).putInt(check(magic, VERSION));
    }

    /** Reads it; then the rest of the file is of this version. */
    void read(ByteBuffer from, Path file) throws DamagedFileException, NewerFormatException {
        if (from.remaining() < LENGTH) {
            throw new DamagedFileException("Cannot read " + file + ": it ends before its content begins");
        }
        int found = from.getInt();
        int version = from.getInt();
        if (from.getInt() != check(found, version) || found != magic) {
            throw new DamagedFileException("Cannot read " + file + ": its first bytes are damaged");
        }
        if (version != VERSION) {
            throw new NewerFormatException("Cannot read " + file + ": it has version " + version
                    + " and this program knows version " + VERSION + " only; start the newer program again");
        }
    }

    private static int check(int magic, int version) {
        return crc(ByteBuffer.allocate(8).putInt(magic).putInt(version).flip());
    }

    /** The CRC-32C of what remains in a buffer, which stays as it is. */
    static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}
