package io.flowexporter.core.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.TopologyNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
    private static Answer read(String body) throws IOException {
        return new AnswerReader().read(body.getBytes(StandardCharsets.UTF_8));
    }

    private static TopologyNode node(String metadata) throws IOException {
        return read("[{\"Metadata\":" + metadata + "}]").node().orElseThrow();
    }

    @Test
    void pathsCountAsTheirNodesInOrder() throws IOException {
        Answer answer = read("[[{\"Metadata\":{\"Name\":\"a\"}},{\"Metadata\":{\"Name\":\"b\"}}],{\"Host\":\"h\"}]");

        assertThat(answer.nodes())
                .extracting(node -> node.text("Name").orElse(""))
                .containsExactly("a", "b", "");
        assertThat(answer.nodes()).extracting(TopologyNode::host).containsExactly("", "", "h");
        assertThat(answer.text()).isEmpty();
    }

    @Test
    void valuesAreTexts() throws IOException {
        assertThat(read("[\"lab-host\",\"other\"]").text()).contains("lab-host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[1]", "[\"a\",1]", "[[\"a\"]]", "[null]", "[{\"Host\":\"h\"}]", "{\"a\":1}", "5", "\"a\"", "[]"
            })
    void whatIsNoArrayOfStringsHasNoText(String body) throws IOException {
        assertThat(read(body).text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null"})
    void nothingFoundIsNoFailure(String body) throws IOException {
        assertThat(read(body)).isEqualTo(Answer.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "[", "[{\"Metadata\":", "<html>", "[] []", "[\"\\q\"]"})
    void whatIsNoJsonIsAFailure(String body) {
        assertThatIOException().isThrownBy(() -> read(body));
    }

    @Test
    void aDeepAnswerIsAFailureAndNoStackOverflow() {
        assertThatIOException().isThrownBy(() -> read("[".repeat(100_000) + "]".repeat(100_000)));
    }

    @Test
    void pathsWalkTheMetadata() throws IOException {
        TopologyNode node = node("{\"K8s\":{\"Namespace\":\"shop\",\"Pods\":3,\"Share\":0.5}}");

        assertThat(node.text("K8s.Namespace")).contains("shop");
        assertThat(node.number("K8s.Pods")).isEqualTo(OptionalLong.of(3));
        assertThat(node.number("K8s.Share")).isEmpty();
        assertThat(node.text("K8s.Pods")).isEmpty();
        assertThat(node.text("K8s.Missing")).isEmpty();
        assertThat(node.text("K8s.Namespace.More")).isEmpty();
        assertThat(node.text("K8s")).isEmpty();
        assertThat(node.text("")).isEmpty();
    }

    @Test
    void aPathAcrossAnArrayHasTextsAndNoText() throws IOException {
        TopologyNode node = node("{\"Runc\":{\"Hosts\":[{\"IP\":\"1.1.1.1\"},{\"IP\":\"2.2.2.2\"},{}]}}");

        assertThat(node.text("Runc.Hosts.IP")).isEmpty();
        assertThat(node.texts("Runc.Hosts.IP")).containsExactly("1.1.1.1", "2.2.2.2");
        assertThat(node.number("Runc.Hosts.IP")).isEmpty();
    }

    @Test
    void childrenAreAskedByPathsOfTheirOwn() throws IOException {
        TopologyNode node = node("{\"Status\":{\"Addresses\":[{\"Type\":\"InternalIP\",\"Address\":\"10.0.0.1\"},7]}}");

        assertThat(node.children("Status.Addresses"))
                .singleElement()
                .satisfies(child -> assertThat(child.text("Address")).contains("10.0.0.1"));
        assertThat(node.children("Status.Nothing")).isEmpty();
    }

    @Test
    void aNodeWithoutMetadataIsANodeThatSaysNothing() throws IOException {
        TopologyNode node = read("[{\"ID\":\"x\"}]").node().orElseThrow();

        assertThat(node.text("Name")).isEmpty();
        assertThat(node.texts("Name")).isEmpty();
        assertThat(node.children("Name")).isEmpty();
        assertThat(node.host()).isEmpty();
    }
}
