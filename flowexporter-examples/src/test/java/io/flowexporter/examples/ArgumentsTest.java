package io.flowexporter.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
    @Test
    void takeTheFilesOfACommand() {
        Arguments arguments = Arguments.parse("run", "a.yml", "--deadline", "7", "-");

        assertThat(arguments.command()).isEqualTo("run");
        assertThat(arguments.files()).containsExactly("a.yml", "-");
        assertThat(arguments.seconds("deadline", Duration.ZERO)).isEqualTo(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource({
        "a.yml, run",
        "a.yaml, run",
        "-, run",
        "--help, help",
        "-h, help",
        "--version, version",
        "stages, stages"
    })
    void mayLeaveRunOut(String first, String command) {
        assertThat(Arguments.parse(first).command()).isEqualTo(command);
    }

    @Test
    void mayJoinAnOptionAndItsValue() {
        assertThat(Arguments.parse("demo", "--seconds=3").seconds("seconds", Duration.ZERO))
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(Arguments.parse("demo").seconds("seconds", Duration.ofSeconds(20)))
                .isEqualTo(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            runn               | There is no command and no file 'runn'
            run                | 'run' needs the name of a file
            check              | 'check' needs the name of a file
            stages a.yml       | 'stages' takes no file
            demo --deadline 3  | 'demo' has no option '--deadline'
            run a --deadline   | '--deadline' needs a value
            """)
    void areRefusedWithAReason(String line, String reason) {
        assertThatThrownBy(() -> Arguments.parse(line.split(" ")))
                .isInstanceOf(UsageException.class)
                .hasMessage(reason);
    }

    @Test
    void needNumbersOfSeconds() {
        assertThatThrownBy(() ->
                        Arguments.parse("run", "a.yml", "--deadline", "-1").seconds("deadline", Duration.ZERO))
                .hasMessage("--deadline must be a number of seconds, but was '-1'");
    }
}
