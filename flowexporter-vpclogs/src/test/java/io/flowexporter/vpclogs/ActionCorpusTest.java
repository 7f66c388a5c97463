package io.flowexporter.vpclogs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Mangler;
import io.flowexporter.api.stage.Tagged;
import io.flowexporter.api.stage.Transform;
import io.flowexporter.testkit.CollectedOutput;
import io.flowexporter.testkit.Recording;
import io.flowexporter.testkit.TestContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The recording between the two interfaces that the original's configuration names, message by message, in its time. */
class ActionCorpusTest {
    private static final RecordType<VpcFlowLog> TYPE = Written.type(VpcLogs.TYPE);
    private static final String CLIENT = "745597a1-ccc5-52b6-7e49-aaf69f7932dd";
    private static final String WEB = "f10bef66-a7c0-58ea-6bfd-6ded40c2d89e";

    /**
     * Connections that began just before an update, so that one side reported them an update (8 s) later than the other,
     * although the timeout is 5 s: both sides are rejected here. The original looks at the clock only when a batch of the
     * right kind comes, so it accepted three of them without having rejected them, and rejected and then accepted the two
     * others, the accepted record without counters.
     */
    private static final Set<String> SIDES_TOO_FAR_APART =
            Set.of("3129ef1c61ade833", "658ea35aaf7dc7d4", "2e423c991f652794", "29b664fbb36330d8", "fdbd0f95f153c611");

    private final CollectedOutput<Tagged<VpcFlowLog>> out = new CollectedOutput<>();
    private final List<OriginalOutput.Written> original = OriginalOutput.load("vpclogs-action-tcp-only");
    private final Set<String> tooFarApart = new HashSet<>();
    private int given;

    @BeforeEach
    void replay() throws Exception {
        Transform<VpcFlowLog> transform = VpcLogs.records().create(new TestContext());
        Mangler<Tagged<VpcFlowLog>> mangler =
                FirewallAction.between(CLIENT, WEB).create(new TestContext());
        Instant begin = Instant.parse("2026-11-23T10:00:00Z");
        Instant now = begin;
        for (RecordedFlows.Message message : RecordedFlows.of(Recording.TCP_METRIC)) {
            Instant arrival = begin.plusMillis(Math.round(message.seconds() * 1000));
            for (; now.isBefore(arrival); now = now.plusMillis(200)) {
                mangler.tick(now, out);
            }
            List<Tagged<VpcFlowLog>> batch = new ArrayList<>();
            for (Flow flow : message.flows()) {
                if (flow.tcpMetric().present()) {
                    CollectedOutput<VpcFlowLog> records = new CollectedOutput<>();
                    transform.transform(flow, records);
                    VpcFlowLog log = records.records().get(0);
                    batch.add(new Tagged<>(RecordedFlows.tag(flow), log));
                    if (SIDES_TOO_FAR_APART.contains(log.capturePoint().trackingId())) {
                        tooFarApart.add(who(Written.json(TYPE, log)));
                    }
                }
            }
            given += batch.size();
            mangler.mangle(batch, now, out);
        }
        mangler.tick(now.plus(Duration.ofSeconds(6)), out);
        mangler.flush(now.plus(Duration.ofSeconds(7)), out);
    }

    /**
     * Equal but for these faults of the original: it calls IPv6 IPv4, and it forgets a connection that has ended within
     * 20 s, so that the reports of its end by time-out, which bring nothing, are accepted as another first one.
     */
    @Test
    void whatIsAcceptedIsWhatTheOriginalAccepted() {
        List<String> originals = original.stream()
                .flatMap(OriginalOutput.Written::records)
                .filter(record -> record.get("action").textValue().equals("A"))
                .filter(record -> record.has("bytes_from_initiator"))
                .filter(record -> !tooFarApart.contains(who(record)))
                .map(OriginalOutput::withItsEtherType)
                .map(ObjectNode::toString)
                .toList();

        assertThat(originals).hasSize(73);
        assertThat(ours("A")).containsExactlyInAnyOrderElementsOf(originals);
    }

    @Test
    void whatTheOriginalAcceptedASecondTimeBringsNothing() {
        List<ObjectNode> second = original.stream()
                .flatMap(OriginalOutput.Written::records)
                .filter(record -> record.get("action").textValue().equals("A"))
                .filter(record -> !record.has("bytes_from_initiator"))
                .toList();

        assertThat(second).hasSize(144 - 76).allSatisfy(record -> {
            assertThat(record.has("packets_from_initiator")).isFalse();
            assertThat(record.has("bytes_from_target")).isFalse();
            assertThat(record.get("was_terminated").booleanValue()).isTrue();
        });
    }

    /**
     * The original rejects the same again every 5 s, an end by time-out that brings nothing, and connections whose two
     * sides ended in two batches; here each interval that brought something is rejected once.
     */
    @Test
    void whatIsRejectedTheOriginalRejectedToo() {
        Set<String> originals = original.stream()
                .flatMap(OriginalOutput.Written::records)
                .filter(record -> record.get("action").textValue().equals("R"))
                .map(OriginalOutput::withItsEtherType)
                .map(ObjectNode::toString)
                .collect(Collectors.toSet());
        List<String> rejected = out.records().stream()
                .filter(tagged -> tagged.record().verdict() == Verdict.REJECTED)
                .filter(tagged -> !SIDES_TOO_FAR_APART.contains(
                        tagged.record().capturePoint().trackingId()))
                .map(tagged -> Written.json(TYPE, tagged.record()).toString())
                .toList();

        assertThat(rejected).doesNotHaveDuplicates().hasSize(114);
        assertThat(rejected.stream().filter(record -> !originals.contains(record)))
                .as("first intervals that the original lost: the next report came before it looked at the clock")
                .hasSize(4)
                .allSatisfy(record -> assertThat(record).contains("\"was_initiated\":true,\"was_terminated\":false"));
    }

    /** The original files most under whatever tag it looks at. */
    @Test
    void recordsKeepTheTagOfTheirSide() {
        assertThat(out.records())
                .allSatisfy(tagged -> assertThat(tagged.tag().text())
                        .isEqualTo(
                                tagged.record().connection().initiatorIp().contains(":")
                                        ? "other"
                                        : tagged.record()
                                                        .connection()
                                                        .initiatorIp()
                                                        .startsWith("203.")
                                                ? "ingress"
                                                : "internal"));
    }

    @Test
    void everyRecordIsAccountedFor() {
        assertThat(out.accountedFor()).isEqualTo(given);
        assertThat(out.retained()).isZero();
        assertThat(out.created()).isZero();
    }

    private List<String> ours(String action) {
        return out.records().stream()
                .map(tagged -> Written.json(TYPE, tagged.record()))
                .filter(record -> record.get("action").textValue().equals(action))
                .map(ObjectNode::toString)
                .toList();
    }

    private static String who(ObjectNode record) {
        return record.get("initiator_ip").textValue()
                + ' '
                + record.get("initiator_port")
                + ' '
                + record.get("target_ip").textValue()
                + ' '
                + record.get("target_port");
    }
}
