package io.flowexporter.s3;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.Response;

/** How long a store wants to be left alone. */
final class RetryAfter {
    /** The name that the header is kept under. */
    static final String KEPT = "Kept-Retry-After";

    private static final Duration LONGEST = Duration.ofSeconds(300);

    private RetryAfter() {}

    /**
     * Hides the header from OkHttp, which sends again at once when it is 0, and fails on a number that is no int. It
     * must be added as a network interceptor.
     */
    static Response hide(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        String value = response.header("Retry-After");
        return value == null
                ? response
                : response.newBuilder()
                        .removeHeader("Retry-After")
                        .header(KEPT, value)
                        .build();
    }

    /** The delay that a header's value means: seconds or a date; at most 300 s. Empty if it means none. */
    static Optional<Duration> delay(String value, Instant now) {
        return parsed(value.strip(), now)
                .map(delay -> delay.isNegative() ? Duration.ZERO : delay.compareTo(LONGEST) > 0 ? LONGEST : delay);
    }

    private static Optional<Duration> parsed(String value, Instant now) {
        if (value.matches("\\d+")) {
            return Optional.of(value.length() > 9 ? LONGEST : Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            return Optional.of(Duration.between(now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
