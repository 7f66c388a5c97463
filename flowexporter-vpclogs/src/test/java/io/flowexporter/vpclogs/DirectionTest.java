package io.flowexporter.vpclogs;

import static io.flowexporter.vpclogs.FlowJson.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.TopologyNode;
import io.flowexporter.testkit.CollectedOutput;
import io.flowexporter.testkit.FixedTopology;
import io.flowexporter.testkit.TestContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectionTest {
    private static final String QUERY = "G.V().Has(\"TID\", \"" + FlowJson.TID + "\")";

    /** Answers by hand; the last one given answers all further questions. */
    private final Deque<Reply> replies = new ArrayDeque<>(List.of(new Reply()));

    private final FixedTopology topology =
            new FixedTopology(query -> replies.size() > 1 ? replies.remove() : replies.peek());
    private final TestContext context = new TestContext(topology);
    private final VpcTransform transform = new VpcTransform(context);
    private final CollectedOutput<VpcFlowLog> out = new CollectedOutput<>();

    private static final class Reply implements Lookup<Answer> {
        private Optional<Answer> answer = Optional.empty();
        private boolean done;

        Reply with(TopologyNode node) {
            answer = Optional.of(new Answer(List.of(node), List.of(), false));
            done = true;
            return this;
        }

        Reply failing() {
            done = true;
            return this;
        }

        @Override
        public boolean done() {
            return done;
        }

        @Override
        public Optional<Answer> value() {
            return answer;
        }

        @Override
        public boolean failed() {
            return done && answer.isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "172.16.5.7/24, 2001:db8::9/64, OUTBOUND",
        "10.20.0.11/32, 2001:db8::9/64, INBOUND",
        "10.20.0.11, 2001:db8::9, INBOUND",
        "10.20.0.12/32, 2001:db8::9/64, UNKNOWN",
        "nonsense, more/nonsense, UNKNOWN"
    })
    void isThatOfTheInterfacesAddress(String ipv4, String ipv6, Direction direction) {
        replies.peek().with(InterfaceNode.with(ipv4, ipv6));

        assertThat(direction(tcp().flow())).isEqualTo(direction);
    }

    @ParameterizedTest
    @CsvSource({"2001:0db8:0::3/64, OUTBOUND", "2001:DB8::1/128, INBOUND", "2001:db8::2/64, UNKNOWN"})
    void ipv6AddressesCountHoweverTheyAreWritten(String ipv6, Direction direction) {
        replies.peek().with(InterfaceNode.with("10.0.0.1/8", ipv6));

        assertThat(direction(tcp().ipv6().flow())).isEqualTo(direction);
    }

    @Test
    void oneQuestionServesAnInterfaceForTenMinutes() {
        replies.peek().with(InterfaceNode.with("172.16.5.7/24", "::1/128"));

        direction(tcp().flow());
        direction(tcp().flow());
        after(Duration.ofSeconds(599));
        direction(tcp().flow());
        assertThat(topology.asked()).containsExactly(QUERY);

        after(Duration.ofSeconds(1));
        assertThat(direction(tcp().flow())).isEqualTo(Direction.OUTBOUND);
        assertThat(topology.asked()).containsExactly(QUERY, QUERY);
    }

    @Test
    void whatIsKnownServesWhileItIsAskedAnew() {
        replies.peek().with(InterfaceNode.with("172.16.5.7/24", "::1/128"));
        Reply slow = new Reply();
        replies.add(slow);
        direction(tcp().flow());

        after(Duration.ofMinutes(10));
        assertThat(direction(tcp().flow())).isEqualTo(Direction.OUTBOUND);

        slow.with(InterfaceNode.with("10.20.0.11/24", "::1/128"));
        assertThat(direction(tcp().flow())).isEqualTo(Direction.INBOUND);
    }

    @Test
    void theFirstFlowsWaitForTheAnswerAndKeepTheirOrder() {
        transform.transform(tcp().flow(), out);
        transform.transform(tcp().transport("TCP", 1, 2).flow(), out);
        assertThat(out.records()).isEmpty();

        replies.peek().with(InterfaceNode.with("172.16.5.7/24", "::1/128"));
        out.advance(context.clock().instant());

        assertThat(out.records()).extracting(VpcFlowLog::direction).containsOnly(Direction.OUTBOUND);
        assertThat(out.records())
                .extracting(log -> log.connection().initiatorPort())
                .containsExactly(45938, 1);
        assertThat(out.accountedFor()).isEqualTo(2);
        assertThat(topology.asked()).hasSize(1);
    }

    @Test
    void aSlowAnalyzerCostsTheDirectionAndNeverTheFlow() {
        transform.transform(tcp().flow(), out);
        out.advance(after(Duration.ofMillis(499)));
        assertThat(out.records()).isEmpty();

        out.advance(after(Duration.ofMillis(1)));
        assertThat(out.take()).extracting(VpcFlowLog::direction).containsExactly(Direction.UNKNOWN);

        assertThat(direction(tcp().flow()))
                .as("nobody waits for the same answer again")
                .isEqualTo(Direction.UNKNOWN);
        replies.peek().with(InterfaceNode.with("172.16.5.7/24", "::1/128"));
        assertThat(direction(tcp().flow())).as("it comes late, but it comes").isEqualTo(Direction.OUTBOUND);
    }

    @Test
    void aFailureIsAskedAgainSooner() {
        replies.peek().failing();
        replies.add(new Reply().with(InterfaceNode.with("172.16.5.7/24", "::1/128")));

        assertThat(direction(tcp().flow())).isEqualTo(Direction.UNKNOWN);
        after(Duration.ofSeconds(29));
        assertThat(direction(tcp().flow())).isEqualTo(Direction.UNKNOWN);
        after(Duration.ofSeconds(1));
        assertThat(direction(tcp().flow())).isEqualTo(Direction.OUTBOUND);
    }

    @Test
    void askingAgainInVainForgetsNothing() {
        replies.peek().with(InterfaceNode.with("172.16.5.7/24", "::1/128"));
        replies.add(new Reply().failing());
        direction(tcp().flow());

        after(Duration.ofMinutes(11));

        assertThat(direction(tcp().flow())).isEqualTo(Direction.OUTBOUND);
        assertThat(topology.asked()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"''", "'\")'", "'x\").V('"})
    void asksNothingForAnInterfaceThatCanBeNone(String tid) {
        assertThat(direction(tcp().put("NodeTID", tid).flow())).isEqualTo(Direction.UNKNOWN);
        assertThat(topology.asked()).isEmpty();
    }

    @Test
    void asksNothingForFlowsThatAreLeftOut() {
        transform.transform(FlowJson.icmp().flow(), out);

        assertThat(topology.asked()).isEmpty();
    }

    private Direction direction(Flow flow) {
        transform.transform(flow, out);
        List<VpcFlowLog> records = out.take();
        assertThat(records).hasSize(1);
        return records.get(0).direction();
    }

    private Instant after(Duration time) {
        return context.manualClock().advance(time);
    }
}
