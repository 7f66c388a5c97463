package io.flowexporter.core.flow;

/** The known keys of a kind of object, in the order in which the analyzer writes them. Immutable. */
final class Shape {
    /** No key is known. */
    static final Shape NOTHING = new Shape("");
    /** What {@link #find} says of a key that is not known. */
    static final int UNKNOWN = -1;

    private final String path;
    private final Key[] keys;

    /**
     * A shape.
     *
     * @param path what to put before a key's name in a complaint: "" or such as {@code Metric.}
     */
    Shape(String path, Key... keys) {
        this.path = path;
        this.keys = keys.clone();
    }

    int size() {
        return keys.length;
    }

    Key key(int index) {
        return keys[index];
    }

    /** The key's path in a flow. */
    String pathOf(Key key) {
        return path + key.name();
    }

    /** The index of the first key from {@code from} on that stands there, or {@link #UNKNOWN}. */
    int next(int from, byte[] data, int index) {
        long word = Words.at(data, index);
        for (int i = from; i < keys.length; i++) {
            if (keys[i].standsAt(data, index, word)) {
                return i;
            }
        }
        return UNKNOWN;
    }

    /** The index of the key of that name, escapes and all, or {@link #UNKNOWN}. */
    int find(byte[] data, int from, int to) {
        for (int i = from; i < to; i++) {
            if (data[i] == '\\') {
                byte[] plain = Texts.unescaped(data, from, to);
                return named(plain, 0, plain.length);
            }
        }
        return named(data, from, to);
    }

    /** Like {@link #find}, but takes a name as it stands there; so it may be anything. */
    int named(byte[] data, int from, int to) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].isNamed(data, from, to)) {
                return i;
            }
        }
        return UNKNOWN;
    }
}
