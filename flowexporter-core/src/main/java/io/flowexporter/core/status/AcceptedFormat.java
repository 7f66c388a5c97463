package io.flowexporter.core.status;

import io.flowexporter.core.status.Exposition.Format;
import java.util.Locale;

/** Finds the format of metrics that a client wants. */
final class AcceptedFormat {
    private static final String OPEN_METRICS = "application/openmetrics-text";

    private AcceptedFormat() {}

    /**
     * OpenMetrics, if the client names it and likes the older format no better.
     *
     * @param accept the request's {@code Accept}; "" if it has none
     */
    static Format of(String accept) {
        double open = 0;
        double older = 0;
        for (String part : accept.toLowerCase(Locale.ROOT).split(",")) {
            String[] words = part.split(";");
            String type = words[0].trim();
            if (type.equals(OPEN_METRICS)) {
                open = Math.max(open, quality(words));
            } else if (type.equals("text/plain")) {
                older = Math.max(older, quality(words));
            }
        }
        return open > 0 && open >= older ? Format.OPEN_METRICS : Format.PROMETHEUS;
    }

    private static double quality(String... words) {
        for (int i = 1; i < words.length; i++) {
            String word = words[i].trim();
            if (word.startsWith("q=")) {
                try {
                    return Double.parseDouble(word.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
