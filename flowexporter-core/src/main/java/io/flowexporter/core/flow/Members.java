package io.flowexporter.core.flow;

/** Goes through the members of an object that was checked before. To be used by one thread. */
final class Members {
    /** What {@link #next()} says behind the last member. */
    static final int END = -2;

    private final byte[] data;
    private final Shape shape;
    private int at;
    private int value;
    private int wholeEnd;
    private int expected;

    /** From the object's opening brace on. */
    Members(byte[] data, int from, Shape shape) {
        this.data = data;
        this.shape = shape;
        this.at = Texts.afterSpace(data, from + 1);
    }

    /** Goes to the next member: the index of its key, {@link Shape#UNKNOWN}, or {@link #END}. */
    int next() {
        if (value != 0) {
            at = Texts.afterSpace(data, wholeEnd > value ? wholeEnd : Texts.endOfValue(data, value));
            if (data[at] == ',') {
                at = Texts.afterSpace(data, at + 1);
            }
        }
        if (data[at] == '}') {
            return END;
        }
        int index = at <= data.length - Key.LONGEST ? shape.next(expected, data, at) : Shape.UNKNOWN;
        if (index != Shape.UNKNOWN) {
            value = Texts.afterSpace(data, at + shape.key(index).length());
        } else {
            int quote = Texts.closingQuote(data, at);
            index = shape.find(data, at + 1, quote);
            // The colon stands between.
            value = Texts.afterSpace(data, Texts.afterSpace(data, quote + 1) + 1);
        }
        if (index != Shape.UNKNOWN) {
            expected = index + 1;
        }
        return index;
    }

    /** Where the member's value stands. */
    int value() {
        return value;
    }

    /** The value's index, or {@link Row#ABSENT} if it is null. */
    int valueUnlessNull() {
        return data[value] == 'n' ? Row.ABSENT : value;
    }

    /** The member's value as a whole number; 0 if it is null. */
    long whole() {
        if (data[value] == 'n') {
            return 0;
        }
        boolean negative = data[value] == '-';
        int i = negative ? value + 1 : value;
        // Counts down, since there is one negative number more.
        long number = 0;
        for (byte c = data[i]; Texts.isDigit(c); c = data[i]) {
            number = number * 10 - (c - '0');
            i++;
        }
        wholeEnd = i;
        return negative ? number : -number;
    }
}
