package io.flowexporter.core.flow;

import java.util.Arrays;

/** What the flows of one message have in common. */
final class Frame {
    private final byte[] data;
    private final int[] table;
    private final RepeatedTexts texts;
    private final KnownAddresses addresses;

    /**
     * A frame.
     *
     * @param data the message; nobody may change it
     * @param table a {@link Row} for each flow
     */
    Frame(byte[] data, int[] table, RepeatedTexts texts, KnownAddresses addresses) {
        this.data = data;
        this.table = table;
        this.texts = texts;
        this.addresses = addresses;
    }

    byte[] data() {
        return data;
    }

    int at(int place) {
        return table[place];
    }

    int[] row(int row) {
        return Arrays.copyOfRange(table, row, row + Row.SIZE);
    }

    /** Of another message, with the same memory of what came before. */
    Frame with(byte[] otherData, int[] otherTable) {
        return new Frame(otherData, otherTable, texts, addresses);
    }

    /** The text at that place of the table; "" if it is absent. */
    String text(int place) {
        int at = table[place];
        return at == Row.ABSENT ? "" : Texts.string(data, at);
    }

    /** The same for texts that come again and again. */
    String repeatedText(int place) {
        int at = table[place];
        return at == Row.ABSENT ? "" : texts.string(data, at);
    }

    /** Whether there is an address in a string at that place of the table, which is written there then. */
    boolean address(int place, byte[] into) {
        int at = table[place];
        return at != Row.ABSENT && data[at] == '"' && addresses.read(data, at, into);
    }

    /** The whole number at that place of the table; 0 if it is absent. */
    long whole(int place) {
        int at = table[place];
        return at == Row.ABSENT ? 0 : Texts.whole(data, at);
    }
}
