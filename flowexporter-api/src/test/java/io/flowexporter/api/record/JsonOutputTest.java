package io.flowexporter.api.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonOutputTest {
    private final JsonOutput out = new JsonOutput(1);

    private String written() {
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    @Test
    void membersBecomeAnObject() {
        out.write('a');
        int start = out.size();
        out.write(JsonText.key("one"));
        out.number(1);
        out.write(JsonText.key("tw\"o"));
        out.text("2");
        out.object(start);

        assertThat(written()).isEqualTo("a{\"one\":1,\"tw\\\"o\":\"2\"}");
    }

    @Test
    void noMembersBecomeAnEmptyObject() {
        out.object(0);

        assertThat(written()).isEqualTo("{}");
    }

    @Test
    void whatWasWrittenCanBeTakenBack() {
        out.text("a");
        int kept = out.size();
        out.text("b");
        out.cut(kept);
        out.number(7);

        assertThat(written()).isEqualTo("\"a\"7");
        assertThatIllegalArgumentException().isThrownBy(() -> out.cut(5)).withMessageContaining("5");
        assertThatIllegalArgumentException().isThrownBy(() -> out.cut(-1));
    }
}
