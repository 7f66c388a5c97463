package io.flowexporter.core.tls;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;

/** Puts older forms of private keys into PKCS#8, which is all that Java reads. */
final class Der {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    // [0] of an EC private key: the curve
    private static final int PARAMETERS = 0xA0;

    private static final byte[] VERSION_0 = {INTEGER, 1, 0};
    // rsaEncryption 1.2.840.113549.1.1.1, NULL
    private static final byte[] RSA = {
        0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 1, 5, 0
    };
    // id-ecPublicKey 1.2.840.10045.2.1
    private static final byte[] EC = {0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 2, 1};

    private Der() {}

    /** Of a PKCS#1 RSAPrivateKey. */
    static byte[] pkcs8OfRsa(byte[] key) {
        return element(SEQUENCE, VERSION_0, element(SEQUENCE, RSA), element(OCTET_STRING, key));
    }

    /** Of a SEC 1 ECPrivateKey that names its curve. */
    static byte[] pkcs8OfEc(byte[] key) throws InvalidKeyException {
        return element(SEQUENCE, VERSION_0, element(SEQUENCE, EC, curve(key)), element(OCTET_STRING, key));
    }

    private static byte[] curve(byte[] key) throws InvalidKeyException {
        try {
            ByteBuffer outer = ByteBuffer.wrap(key);
            if (enter(outer) == SEQUENCE) {
                while (outer.hasRemaining()) {
                    ByteBuffer content = outer.duplicate();
                    int tag = enter(content);
                    if (tag == PARAMETERS) {
                        byte[] curve = new byte[content.remaining()];
                        content.get(curve);
                        return curve;
                    }
                    outer.position(content.limit());
                }
            }
        } catch (IllegalArgumentException | ArithmeticException | BufferUnderflowException e) {
            throw new InvalidKeyException("the key is damaged", e);
        }
        throw new InvalidKeyException("the EC key does not name its curve");
    }

    /** Narrows a buffer to the content of the element that it stands at; returns the element's tag. */
    private static int enter(ByteBuffer buffer) {
        int tag = buffer.get() & 0xFF;
        int length = buffer.get() & 0xFF;
        if (length > 0x80) {
            int bytes = length - 0x80;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | buffer.get() & 0xFF;
            }
        }
        buffer.limit(Math.addExact(buffer.position(), length));
        return tag;
    }

    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length < 0x80) {
            element.write(length);
        } else {
            int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            element.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                element.write(length >>> 8 * i);
            }
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
