package io.flowexporter.core.runtime;

import java.time.Duration;
import java.util.Locale;

/** Numbers and times for people. */
final class Words {
    private Words() {}

    /** Such as {@code 90 s}, {@code 12 min} or {@code 5 h}. */
    static String time(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }

    /** Such as {@code 1,234 records}. */
    static String count(long number, String one) {
        return String.format(Locale.ROOT, "%,d %s%s", number, one, number == 1 ? "" : "s");
    }
}
