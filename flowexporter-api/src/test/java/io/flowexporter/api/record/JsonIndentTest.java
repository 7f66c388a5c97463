package io.flowexporter.api.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonIndentTest {
    static List<Arguments> values() {
        return List.of(
                Arguments.of("1", "1"),
                Arguments.of("{}", "{}"),
                Arguments.of("[ ]", "[]"),
                Arguments.of("[1,2]", "[\n\t1,\n\t2\n]"),
                Arguments.of("{\"a\":[],\"b\":{}}", "{\n\t\"a\": [],\n\t\"b\": {}\n}"),
                Arguments.of(
                        "[[[]],{\"a\":{\"b\":null}}]",
                        "[\n\t[\n\t\t[]\n\t],\n\t{\n\t\t\"a\": {\n\t\t\t\"b\": null\n\t\t}\n\t}\n]"),
                Arguments.of("{\"a:{[,\\\"\\\\\":\"}]\\\\\"}", "{\n\t\"a:{[,\\\"\\\\\": \"}]\\\\\"\n}"),
                Arguments.of(" { \"a\" :\r\n\t-1.5e3 } ", "{\n\t\"a\": -1.5e3\n}"),
                Arguments.of("\"é {\"", "\"é {\""));
    }

    @ParameterizedTest
    @MethodSource("values")
    void indentsByTabs(String compact, String expected) throws IOException {
        assertThat(indent(compact, 0, Integer.MAX_VALUE)).isEqualTo(expected);
        assertThat(indent(compact, 0, 1)).as("byte by byte").isEqualTo(expected);
        assertThat(indent(expected, 0, 3)).as("again").isEqualTo(expected);
    }

    @Test
    void countsTheLevelsAround() throws IOException {
        assertThat(indent("{\"a\":1}", 2, 10)).isEqualTo("{\n\t\t\t\"a\": 1\n\t\t}");
    }

    private static String indent(String json, int depth, int piece) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonIndent indent = new JsonIndent(out, depth);
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        for (int index = 0; index < bytes.length; ) {
            int length = Math.min(piece, bytes.length - index);
            if (length == 1) {
                indent.write(bytes[index]);
            } else {
                indent.write(bytes, index, length);
            }
            index += length;
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
