package io.flowexporter.core.source;

import java.time.Duration;

/**
 * The times that the subscription lives by; tests shorten them.
 *
 * @param connect how long a connection may take to come about
 * @param ping how often we ping; a ping without an answer until the next ends the connection
 * @param close how long the analyzer may take to answer a close frame
 * @param shortestRetry the shortest wait before another try
 * @param longestFirstRetry the longest wait before the first try after a loss
 * @param longestRetry the longest wait before any try
 * @param longestRetryWhenUnauthorized the same after 401 and 403
 * @param steady how long a connection without messages must last to count as a success
 * @param conflictPatience how long a host id may be in use before it is an error
 * @param longestSilence the longest wait of the watchdog, which doubles with each reconnect of its own
 * @param longestJitter the longest random moment that the watchdog adds
 * @param sameBeat the time within which {@code stats} of several capture points count as one beat
 * @param reportEvery how often one kind of event is logged
 */
record Timing(
        Duration connect,
        Duration ping,
        Duration close,
        Duration shortestRetry,
        Duration longestFirstRetry,
        Duration longestRetry,
        Duration longestRetryWhenUnauthorized,
        Duration steady,
        Duration conflictPatience,
        Duration longestSilence,
        Duration longestJitter,
        Duration sameBeat,
        Duration reportEvery) {

    /** The times of the real thing. */
    static final Timing REAL = new Timing(
            Duration.ofSeconds(5),
            // Notices a dead connection within 10 s. The analyzer answers pings; what it sends by itself every 2 s may
            // be
            // configured to be rarer.
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10));

    /** The same with another time between pings. */
    Timing pinging(Duration every) {
        return new Timing(
                connect,
                every,
                close,
                shortestRetry,
                longestFirstRetry,
                longestRetry,
                longestRetryWhenUnauthorized,
                steady,
                conflictPatience,
                longestSilence,
                longestJitter,
                sameBeat,
                reportEvery);
    }

    /** The same, all so many times shorter but the times for connecting, pinging, closing and reporting. */
    Timing faster(int times) {
        return new Timing(
                connect,
                ping,
                close,
                shortestRetry.dividedBy(times),
                longestFirstRetry.dividedBy(times),
                longestRetry.dividedBy(times),
                longestRetryWhenUnauthorized.dividedBy(times),
                steady.dividedBy(times),
                conflictPatience.dividedBy(times),
                longestSilence.dividedBy(times),
                longestJitter.dividedBy(times),
                sameBeat.dividedBy(times),
                reportEvery);
    }
}
