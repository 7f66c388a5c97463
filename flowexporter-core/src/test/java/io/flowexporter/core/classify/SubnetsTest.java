package io.flowexporter.core.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Classifier;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.testkit.Recording;
import io.flowexporter.testkit.TestContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubnetsTest {
    private static Flow flow(String json) throws MalformedMessageException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new MessageParser().parseFlow(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @CsvSource({
        "10.20.0.11, 10.20.0.12, internal",
        "10.20.0.11, 172.16.5.7, egress",
        "172.16.5.7, 10.20.0.11, ingress",
        "172.16.5.7, 203.0.113.50, other",
        "2001:db8::11, 2001:db8::12, internal",
        "2001:db8::11, 2001:db9::12, egress",
        "::ffff:10.20.0.11, 172.16.5.7, egress",
        "10.20.0.11, , other",
        "10.20.0.11, unknown, other"
    })
    void tagsByWhichEndsAreInside(String a, String b, String tag) throws Exception {
        Classifier classifier = Subnets.of("10.0.0.0/8", "2001:db8::/32").create(new TestContext());
        String end = b == null ? "" : ",\"B\":\"" + b + '"';

        assertThat(classifier.classify(flow("{\"Network\":{\"A\":\"" + a + '"' + end + "}}")))
                .isEqualTo(Tag.of(tag));
    }

    @Test
    void flowsWithoutANetworkLayerAreOther() throws Exception {
        Classifier classifier = Subnets.of("0.0.0.0/0", "::/0").create(new TestContext());

        assertThat(classifier.classify(flow("{\"Link\":{\"A\":\"10.0.0.1\",\"B\":\"10.0.0.2\"}}")))
                .isEqualTo(Tag.OTHER);
    }

    @Test
    void withoutMasksEverythingIsOther() throws Exception {
        Classifier classifier = Subnets.TYPE.create(new TestContext());

        assertThat(classifier.classify(flow("{\"Network\":{\"A\":\"10.0.0.1\",\"B\":\"10.0.0.2\"}}")))
                .isEqualTo(Tag.OTHER);
    }

    @Test
    void tagsTheRecordedFlows() throws Exception {
        Classifier classifier = Subnets.of("10.0.0.0/8", "2001:db8::/64").create(new TestContext());
        Map<Tag, Integer> tags = new TreeMap<>();
        for (Recording.Frame frame : Recording.load(Recording.PLAIN).frames()) {
            for (Flow flow : new MessageParser().parse(frame.bytes()).flows()) {
                tags.merge(classifier.classify(flow), 1, Integer::sum);
                boolean fromInside = flow.network().a().matches("(10\\.|2001:db8:).*");
                boolean toInside = flow.network().b().matches("(10\\.|2001:db8:).*");
                Tag expected = fromInside ? toInside ? Tag.INTERNAL : Tag.EGRESS : toInside ? Tag.INGRESS : Tag.OTHER;
                assertThat(classifier.classify(flow)).as("%s", flow).isEqualTo(expected);
            }
        }
        assertThat(tags).isEqualTo(Map.of(Tag.INTERNAL, 416, Tag.INGRESS, 534, Tag.OTHER, 96));
    }

    @Test
    void aBadMaskIsNamed() {
        assertThatThrownBy(() -> Subnets.of("10.0.0.0/8", "10.0.0.0/99"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'10.0.0.0/99' is no network");
        assertThatThrownBy(() -> Subnets.CLUSTER_NET_MASKS.parse(List.of("10.0.0.0/8", "ten")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'ten' is no network");
    }

    @Test
    void theMasksStandDirectlyUnderTheStage() {
        assertThat(Subnets.CLUSTER_NET_MASKS.path(Subnets.TYPE)).isEqualTo("pipeline.classify.cluster_net_masks");
    }
}
