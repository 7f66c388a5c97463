package io.flowexporter.vpclogs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/** Times as texts of RFC 3339, UTC, whole seconds, the rest cut off: {@code 2019-01-01T10:20:30Z}. */
final class WholeSeconds {
    private static final int SECONDS_OF_A_DAY = 86_400;
    private static final int MAX_YEAR = 9999;

    private static final byte[] PATTERN = "0000-00-00T00:00:00Z".getBytes(StandardCharsets.US_ASCII);

    private WholeSeconds() {}

    /** The text of that time in ms since 1970; "" for 0, which stands for none. */
    static String text(long millis) {
        return millis == 0 ? "" : new String(ascii(millis), StandardCharsets.US_ASCII);
    }

    /** The text of a time that there is, in ASCII; a new array each call. */
    static byte[] ascii(long millis) {
        long seconds = Math.floorDiv(millis, 1000L);
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_OF_A_DAY));
        if (date.getYear() < 0 || date.getYear() > MAX_YEAR) {
            return Instant.ofEpochSecond(seconds).toString().getBytes(StandardCharsets.US_ASCII);
        }
        int second = Math.floorMod(seconds, SECONDS_OF_A_DAY);
        byte[] text = PATTERN.clone();
        twoDigits(text, 0, date.getYear() / 100);
        twoDigits(text, 2, date.getYear() % 100);
        twoDigits(text, 5, date.getMonthValue());
        twoDigits(text, 8, date.getDayOfMonth());
        twoDigits(text, 11, second / 3600);
        twoDigits(text, 14, second / 60 % 60);
        twoDigits(text, 17, second % 60);
        return text;
    }

    private static void twoDigits(byte[] text, int at, int number) {
        text[at] = (byte) ('0' + number / 10);
        text[at + 1] = (byte) ('0' + number % 10);
    }
}
