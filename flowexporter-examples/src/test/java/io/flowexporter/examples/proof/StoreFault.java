package io.flowexporter.examples.proof;

import java.util.SplittableRandom;

/** What a {@link StoreFront} does to a PUT. */
enum StoreFault {
    /** Nothing. */
    NONE(76),
    /** It is stored, and the connection ends without an answer. */
    STORED_UNANSWERED(7),
    /** It is stored, and the connection ends in the middle of the answer. */
    STORED_HALF_ANSWERED(3),
    /** 503. */
    BUSY(4),
    /** 503 with {@code Retry-After: 1}. */
    BUSY_RETRY_AFTER(2),
    /** It is held for a while, then stored, even if who sent it is dead by then. */
    STALLED(4),
    /** The connection is reset in the middle of the body. */
    RESET(4);

    private final int percent;

    StoreFault(int percent) {
        this.percent = percent;
    }

    /** One of them, most often none. */
    static StoreFault any(SplittableRandom random) {
        int drawn = random.nextInt(100);
        for (StoreFault fault : values()) {
            drawn -= fault.percent;
            if (drawn < 0) {
                return fault;
            }
        }
        throw new IllegalStateException("The percents are less than 100");
    }
}
