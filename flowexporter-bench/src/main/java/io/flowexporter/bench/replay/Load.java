package io.flowexporter.bench.replay;

/**
 * What the exporter gets.
 *
 * @param rate flows a second; 0: as fast as its pipeline takes them
 * @param flows after how many flows it ends; 0: never
 * @param distinct whether each flow has a UUID of its own, or the same few thousand come again and again
 */
record Load(long rate, long flows, boolean distinct) {
    /** The same frames as fast as they are taken. */
    static final Load FULL = new Load(0, 0, false);

    /** As fast as they are taken, no two flows alike. */
    static final Load DISTINCT = new Load(0, 0, true);

    static Load of(long flowsASecond) {
        return new Load(flowsASecond, 0, false);
    }
}
