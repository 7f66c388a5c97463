package io.flowexporter.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostileYamlTest {
    private static final ConfigFiles FILES = new ConfigFiles();

    @BeforeAll
    static void loadClasses() {
        FILES.read("warm-up.yml", ConfigFiles.original("secadvisor"));
    }

    private static Arguments hostile(String what, String text, String message) {
        return Arguments.of(what, text.getBytes(StandardCharsets.UTF_8), message);
    }

    static Stream<Arguments> files() {
        String bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
                + IntStream.range('b', 'k')
                        .mapToObj(c -> String.format(
                                "%c: &%c [%s]\n",
                                c, c, ("*" + (char) (c - 1) + ", ").repeat(9).replaceFirst(", $", "")))
                        .collect(Collectors.joining());
        String quietBomb = "a: &a [" + "x, ".repeat(5000) + "x]\nb: [" + "*a, ".repeat(49) + "*a]\n";
        return Stream.of(
                hostile("bomb", bomb, "line 7: more than 50 aliases"),
                hostile(
                        "bomb of few aliases",
                        quietBomb,
                        "line 1: more than 20000 values, those of aliases counted at each use"),
                hostile("alias of itself", "pipeline: &p\n  write: *p\n", "line 2: an alias that stands in itself"),
                hostile("deep lists", "a:\n  " + "[".repeat(3000), "line 2: nested deeper than 64 levels"),
                hostile("lists as deep as may be", "[".repeat(250_000), "line 1: nested deeper than 64 levels"),
                hostile(
                        "deep maps",
                        IntStream.range(0, 500)
                                .mapToObj(i -> " ".repeat(i) + "a:\n")
                                .collect(Collectors.joining()),
                        "line 65: nested deeper than 64 levels"),
                hostile("4 MB scalar", "a: " + "x".repeat(4_000_000), "larger than 256 KiB, which no configuration is"),
                hostile("scalar at the limit, unclosed", "a: \"" + "x".repeat(262_100), null),
                hostile("many keys at the limit", "a: {" + "? ".repeat(131_000), null),
                hostile(
                        "duplicate key",
                        "pipeline:\n  write:\n    type: s3\n  store:\n  Write:\n    type: stdout\n",
                        "line 5: Write: stands here twice (first in line 2)"),
                hostile(
                        "NUL",
                        "pipeline:\n  write:\n    type: s\0003\n",
                        "line 3: has the character U+0000, which YAML does not allow"),
                hostile(
                        "tag",
                        "pipeline: !!javax.script.ScriptEngineManager [x]\n",
                        "line 1: tags are not supported; a value that begins with '!' must be quoted"),
                hostile("key that is a list", "a: 1\n? [a, b]\n: c\n", "line 2: a key must be text"),
                hostile("no map", "- a\n- b\n", "line 1: must be keys with values, but is a list"),
                hostile("tab", "pipeline:\n\twrite:\n", null),
                hostile("two documents", "a: 1\n---\nb: 2\n", null),
                hostile("unclosed quote", "pipeline:\n  write: \"x\n", null),
                Arguments.of("not UTF-8", new byte[] {'a', ':', ' ', 'x', '\n', (byte) 0xff}, "line 2: not UTF-8"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void isRefusedSoonWithItsLine(String what, byte[] bytes, String message) {
        long begin = System.nanoTime();
        ConfigurationException e =
                Assertions.catchThrowableOfType(ConfigurationException.class, () -> FILES.read("hostile.yml", bytes));
        Duration took = Duration.ofNanos(System.nanoTime() - begin);

        assertThat(e).isNotNull();
        if (message != null) {
            assertThat(e).hasMessage("1 problem in hostile.yml:\n  " + message);
        } else {
            assertThat(e.getMessage()).matches("(?s)1 problem in hostile.yml:\n  line [0-9]+: no YAML: [^\n]{5,300}");
        }
        assertThat(took).isLessThan(Duration.ofSeconds(15));
    }
}
