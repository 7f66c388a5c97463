package io.flowexporter.core.compress;

/**
 * The CRC-32 of two pieces of data one after the other, from the CRC-32 of each. A CRC is a polynomial over GF(2) modulo
 * the CRC's own; n bytes behind a piece multiply its polynomial by x^8n, and the CRCs of both are then added (xor). In an
 * int the highest bit is the coefficient of x^0.
 */
final class JoinedCrc32 {
    private static final int POLYNOMIAL = 0xEDB88320;
    private static final int ONE = 1 << 31;
    private static final int X = 1 << 30;
    /** x^(2^n) for each n: enough, since the exponent doubles until it comes round after 32 steps. */
    private static final int[] SQUARES = squares();

    private JoinedCrc32() {}

    /**
     * The CRC of the whole.
     *
     * @param first the first piece's
     * @param second the second piece's
     * @param secondLength how many bytes the second piece has
     */
    static int of(int first, int second, long secondLength) {
        return multiply(power(secondLength * Byte.SIZE), first) ^ second;
    }

    private static int power(long exponent) {
        int product = ONE;
        int n = 0;
        for (long rest = exponent; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                product = multiply(SQUARES[n % SQUARES.length], product);
            }
            n++;
        }
        return product;
    }

    private static int multiply(int one, int other) {
        int product = 0;
        int shifted = other;
        for (int coefficient = ONE; coefficient != 0; coefficient >>>= 1) {
            if ((one & coefficient) != 0) {
                product ^= shifted;
            }
            shifted = (shifted & 1) == 0 ? shifted >>> 1 : shifted >>> 1 ^ POLYNOMIAL;
        }
        return product;
    }

    private static int[] squares() {
        int[] squares = new int[Integer.SIZE];
        squares[0] = X;
        for (int n = 1; n < squares.length; n++) {
            squares[n] = multiply(squares[n - 1], squares[n - 1]);
        }
        return squares;
    }
}
