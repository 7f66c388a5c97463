package io.flowexporter.examples.proof;

import java.util.EnumMap;
import java.util.Map;

/** What a {@link StoreFront} does to a PUT. */
enum StoreFault {
    /** Nothing. */
    NONE(30),
    /** It is stored, and the connection ends without an answer. */
    STORED_UNANSWERED(3),
    /** It is stored, and the connection ends in the middle of the answer. */
    STORED_HALF_ANSWERED(1),
    /** 503. */
    BUSY(2),
    /** 503 with {@code Retry-After: 1}. */
    BUSY_RETRY_AFTER(1),
    /** It is held for a while, then stored, even if who sent it is dead by then. */
    STALLED(2),
    /** The connection is reset in the middle of the body. */
    RESET(1);

    private final int cards;

    StoreFault(int cards) {
        this.cards = cards;
    }

    /** All of them, most often none. */
    static Deck<StoreFault> deck(long seed) {
        Map<StoreFault, Integer> numbers = new EnumMap<>(StoreFault.class);
        for (StoreFault fault : values()) {
            numbers.put(fault, fault.cards);
        }
        return new Deck<>(numbers, seed);
    }
}
