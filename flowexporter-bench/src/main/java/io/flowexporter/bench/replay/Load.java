package io.flowexporter.bench.replay;

/**
 * What the exporter gets.
 *
 * @param rate flows a second; 0: as fast as its pipeline takes them
 * @param flows how many flows are sent before the measured time ends; 0: as many as there is time for
 * @param distinct whether each flow has a UUID of its own, or the same few thousand come again and again
 */
record Load(long rate, long flows, boolean distinct) {
    /** The same frames as fast as they are taken. */
    static final Load FULL = new Load(0, 0, false);

    static Load of(long flowsASecond) {
        return new Load(flowsASecond, 0, false);
    }

    static Load ofDistinct(long flows) {
        return new Load(0, flows, true);
    }
}
