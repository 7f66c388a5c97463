package io.flowexporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LabelTextTest {
    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("10.0.0.1", "10.0.0.1"),
                Arguments.of("\"quoted\" \\back", "\"quoted\" \\back"),
                Arguments.of("a\nb\rc\td", "a\uFFFDb\uFFFDc\uFFFDd"),
                Arguments.of("a\u0000b\u007Fc\u0085d", "a\uFFFDb\uFFFDc\uFFFDd"),
                Arguments.of("\uD83D\uDE00", "\uD83D\uDE00"),
                Arguments.of("a\uD83D", "a\uFFFD"),
                Arguments.of("\uDE00a", "\uFFFDa"),
                Arguments.of("\uDE00\uD83D", "\uFFFD\uFFFD"),
                Arguments.of("\uD83D\uD83D\uDE00", "\uFFFD\uD83D\uDE00"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void keepsWhatCanBeShownAndReplacesTheRest(String text, String expected) {
        assertThat(LabelText.of(text)).isEqualTo(expected);
    }

    @Test
    void cutsLongText() {
        assertThat(LabelText.of("x".repeat(1000))).isEqualTo("x".repeat(256));
        assertThat(LabelText.of("x".repeat(255) + "\uD83D\uDE00")).isEqualTo("x".repeat(255) + '\uFFFD');
    }

    @Test
    void keepsNothing() {
        assertThat(LabelText.of("")).isEmpty();
    }
}
