package io.flowexporter.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.testkit.Recording;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Namespace\":\"flow\"}                              | MESSAGE",
                "{ \"UUID\" : \"1\", \"Type\" : \"store\"}             | MESSAGE",
                "{\"Status\":200,\"New\":{\"Metric\":1},\"Obj\":[]}    | MESSAGE",
                "{\"t\":1.5,\"k\":\"t\",\"m\":\"{\"}                   | RECORDED",
                "{\"m\":\"\"}                                          | RECORDED",
                "{\"UUID\":\"Namespace\",\"Link\":{\"m\":1}}           | FLOW",
                "{\"New\":{\"Obj\":[]},\"Start\":1,\"Type\":1}         | FLOW",
                "{\"UUID\":\"1\"}                                      | FLOW",
                "{}                                                    | FLOW",
                "x                                                     | FLOW",
                "{\"UUID                                               | FLOW",
                "{\"\\u00                                              | FLOW",
                "[\"m\"]                                               | FLOW",
            })
    void aKeyTellsTheKindOfALine(String line, JsonLine kind) {
        byte[] bytes = bytes(line.strip());
        assertThat(JsonLine.of(bytes, 0, bytes.length)).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {Recording.PLAIN, Recording.TCP_METRIC})
    void recordedMessagesAreThoseOfTheFrames(String name) throws MalformedMessageException {
        Iterator<Recording.Frame> frames = Recording.load(name).frames().iterator();
        for (String line : Recording.lines(name).lines().toList()) {
            byte[] bytes = bytes(line);
            byte[] message = frames.next().bytes();

            assertThat(JsonLine.of(bytes, 0, bytes.length)).isEqualTo(JsonLine.RECORDED);
            assertThat(JsonLine.recordedMessage(bytes, 0, bytes.length)).isEqualTo(message);
            assertThat(JsonLine.of(message, 0, message.length)).isEqualTo(JsonLine.MESSAGE);
        }
        assertThat(frames.hasNext()).isFalse();
    }

    @Test
    void framesThatAreNoTextAreEmpty() throws MalformedMessageException {
        byte[] line = bytes("{\"t\":1,\"k\":\"b\",\"m\":\"AAAA\"}");

        assertThat(JsonLine.recordedMessage(line, 0, line.length)).isEmpty();
    }

    @Test
    void aRecordedMessageMayBeLongAndHaveAllEscapes() throws MalformedMessageException {
        String text = "é\\u00e9\\\"\\\\\\/\\n\\ud83d\\ude00" + "x".repeat(2_000_000);
        byte[] line = bytes(" {\"m\" : \"" + text + "\" } ");

        assertThat(new String(JsonLine.recordedMessage(line, 0, line.length), StandardCharsets.UTF_8))
                .isEqualTo("éé\"\\/\n😀" + "x".repeat(2_000_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"t\":1,\"k\":\"t\"}",
                "{\"t\":1,\"k\":\"t\",\"m\":{}}",
                "{\"t\":1,\"k\":\"t\",\"m\":null}",
                "{\"t\":1,\"k\":\"t\",\"m\":\"x",
                "{\"t\":1,\"k\":\"t\",\"m\":\"\\ud800\"}",
                "{\"t\":1,\"k\":\"t\",\"m\":\"x\"}}",
                "[]",
                ""
            })
    void badFramesAreRefused(String line) {
        byte[] bytes = bytes(line);
        assertThatThrownBy(() -> JsonLine.recordedMessage(bytes, 0, bytes.length))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageStartingWith("Cannot read a recorded frame: ");
    }
}
