package io.flowexporter.testkit;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** One frame of the WebSocket protocol (RFC 6455). */
record WireFrame(boolean last, int opcode, byte[] payload) {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    private static final int LONGEST_FROM_CLIENT = 16 * 1024 * 1024;

    /** Reads a client's frame, which is masked. */
    static WireFrame readMasked(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((second & 0x80) == 0) {
            throw new IOException("Cannot read a client's frame: it is not masked");
        }
        long length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        if (length < 0 || length > LONGEST_FROM_CLIENT) {
            throw new IOException("Cannot read a client's frame: it says that it has " + length + " bytes");
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes((int) length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return new WireFrame((first & 0x80) != 0, first & 0x0F, payload);
    }

    /** Writes it as a server does: not masked. */
    void write(OutputStream out) throws IOException {
        out.write(head(last, opcode, payload.length));
        out.write(payload);
    }

    /** The beginning of a server's frame with a payload of that length. */
    static byte[] head(boolean last, int opcode, long length) {
        ByteBuffer head = ByteBuffer.allocate(10).put((byte) ((last ? 0x80 : 0) | opcode));
        if (length < 126) {
            head.put((byte) length);
        } else if (length <= 0xFFFF) {
            head.put((byte) 126).putShort((short) length);
        } else {
            head.put((byte) 127).putLong(length);
        }
        byte[] bytes = new byte[head.position()];
        head.flip().get(bytes);
        return bytes;
    }
}
