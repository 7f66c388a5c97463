package io.flowexporter.secadvisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flowexporter.api.flow.FinishType;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.record.Field;
import io.flowexporter.api.record.JsonRecords;
import io.flowexporter.api.record.JsonText;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Transform;
import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.secadvisor.SecAdvisorRecord.Status;
import io.flowexporter.testkit.CollectedOutput;
import io.flowexporter.testkit.FixedTopology;
import io.flowexporter.testkit.TestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecAdvisorTransformTest {
    private static final Answer A_HOST = new Answer(List.of(), List.of("lab-host"), true);

    /** A look-up that the test answers. */
    private static final class Late implements Lookup<Answer> {
        private boolean done;
        private boolean failed;
        private int looks;
        private Optional<Answer> answer = Optional.empty();

        void answer(Answer given) {
            answer = Optional.of(given);
            done = true;
        }

        void fail() {
            failed = true;
            done = true;
        }

        @Override
        public boolean done() {
            looks++;
            return done;
        }

        @Override
        public boolean failed() {
            return failed;
        }

        @Override
        public Optional<Answer> value() {
            return answer;
        }
    }

    private final List<Late> late = new ArrayList<>();
    private final FixedTopology nothing = new FixedTopology(query -> Lookup.of(Answer.EMPTY));
    private final FixedTopology slow = new FixedTopology(query -> {
        Late lookup = new Late();
        late.add(lookup);
        return lookup;
    });
    private final CollectedOutput<SecAdvisorRecord> out = new CollectedOutput<>();

    private static Transform<SecAdvisorRecord> transform(SecAdvisorRecords records, TestContext context)
            throws Exception {
        Transform<SecAdvisorRecord> transform = records.create(context);
        transform.start();
        return transform;
    }

    private static Flow flow(String uuid, long total, long interval, int finishType) {
        return RecordedFlows.flow("{\"UUID\":\"" + uuid + "\",\"LayersPath\":\"Ethernet/ARP\",\"LastUpdateMetric\":"
                + metric(interval) + ",\"Metric\":" + metric(total)
                + ",\"Start\":1,\"Last\":2,\"NodeTID\":\"tid\""
                + (finishType == 0 ? "" : ",\"FinishType\":" + finishType)
                + "}");
    }

    private static Flow networkFlow(String uuid, String a, String tid) {
        return RecordedFlows.flow("{\"UUID\":\"" + uuid
                + "\",\"Network\":{\"Protocol\":\"IPV4\",\"A\":" + quoted(a)
                + ",\"B\":\"\",\"ID\":0},\"Start\":1,\"Last\":2,"
                + "\"NodeTID\":" + quoted(tid) + "}");
    }

    private static String quoted(String text) {
        return new String(JsonText.quoted(text), StandardCharsets.UTF_8);
    }

    private static String metric(long bytes) {
        return "{\"ABPackets\":1,\"ABBytes\":" + bytes + ",\"BAPackets\":0,\"BABytes\":0,\"Start\":1,\"Last\":2}";
    }

    private static String json(SecAdvisorRecord record) throws IOException {
        return json(SecAdvisorRecord.TYPE, record);
    }

    private static String json(RecordType<SecAdvisorRecord> type, SecAdvisorRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JsonRecords.of(type).write(record, bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private SecAdvisorRecord only() {
        List<SecAdvisorRecord> taken = out.take();
        assertThat(taken).hasSize(1);
        return taken.get(0);
    }

    // ---- status and counts

    @Test
    void statusAndCountFollowTheReports() throws Exception {
        Transform<SecAdvisorRecord> transform = transform(SecAdvisor.records(), new TestContext(nothing));

        transform.transform(flow("1", 10, 10, 0), out);
        transform.transform(flow("1", 20, 10, 0), out);
        transform.transform(flow("1", 20, 0, 1), out);
        transform.transform(flow("1", 5, 5, 0), out);

        assertThat(out.records())
                .extracting(record -> record.status().orElseThrow() + " " + record.updateCount() + record.finishType())
                .containsExactly("STARTED 0", "UPDATED 1", "ENDED 2Timeout", "STARTED 0");
        assertThat(out.accountedFor()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"1, Timeout", "2, SYN_FIN", "3, SYN_RST", "9, ''"})
    void anyFinishTypeEndsAFlowAlsoInItsFirstReport(int finishType, String name) throws Exception {
        Transform<SecAdvisorRecord> transform =
                transform(SecAdvisor.records().excludeStarted(), new TestContext(nothing));

        transform.transform(flow("1", 10, 10, finishType), out);

        SecAdvisorRecord record = only();
        assertThat(record.status()).contains(Status.ENDED);
        assertThat(record.finishType()).isEqualTo(name);
    }

    @Test
    void excludedFirstReportsCountAndAreNotLookedUp() throws Exception {
        Transform<SecAdvisorRecord> transform =
                transform(SecAdvisor.records().excludeStarted(), new TestContext(nothing));

        transform.transform(networkFlow("1", "10.0.0.1", "tid"), out);
        assertThat(out.records()).isEmpty();
        assertThat(out.dropped()).containsEntry("started", 1);
        assertThat(nothing.asked()).isEmpty();

        transform.transform(networkFlow("1", "10.0.0.1", "tid"), out);
        assertThat(only().updateCount()).isEqualTo(1);
        assertThat(nothing.asked()).isNotEmpty();
    }

    @Test
    void aFlowOlderThanWhatWeKnowIsUpdatedAndNotExcluded() throws Exception {
        Transform<SecAdvisorRecord> transform =
                transform(SecAdvisor.records().excludeStarted(), new TestContext(nothing));

        transform.transform(flow("1", 11, 10, 0), out);

        SecAdvisorRecord record = only();
        assertThat(record.status()).contains(Status.UPDATED);
        assertThat(record.updateCount()).isZero();
    }

    @Test
    void aReportWithoutIntervalIsTakenForTheFirstOfAnUnknownFlow() throws Exception {
        Transform<SecAdvisorRecord> transform = transform(SecAdvisor.records(), new TestContext(nothing));

        transform.transform(
                RecordedFlows.flow("{\"UUID\":\"1\",\"Metric\":" + metric(7) + ",\"Start\":1,\"Last\":2}"), out);

        assertThat(only().status()).contains(Status.STARTED);
    }

    @Test
    void countsAreKeptLongerThanTheAnalyzerTakesToEndAFlow() throws Exception {
        TestContext context = new TestContext(nothing);
        Transform<SecAdvisorRecord> transform = transform(SecAdvisor.records(), context);
        transform.transform(flow("1", 10, 10, 0), out);

        transform.tick(context.manualClock().advance(Duration.ofSeconds(1_499)), out);
        assertThat(context.meter("flows_counted")).isEqualTo(1);
        transform.transform(flow("1", 10, 0, 1), out);

        assertThat(out.records())
                .last()
                .satisfies(record -> assertThat(record.updateCount()).isEqualTo(1));
        assertThat(context.meter("flows_counted")).isZero();
    }

    @Test
    void countsOfSilentFlowsAreForgotten() throws Exception {
        TestContext context = new TestContext(nothing);
        Transform<SecAdvisorRecord> transform =
                transform(SecAdvisor.records().flowExpire(Duration.ofSeconds(10)), context);
        transform.transform(flow("1", 10, 10, 0), out);
        transform.transform(flow("2", 10, 10, 0), out);

        transform.tick(context.manualClock().advance(Duration.ofSeconds(10)), out);
        transform.transform(flow("1", 20, 10, 0), out);

        assertThat(out.records()).last().satisfies(record -> {
            assertThat(record.updateCount()).isZero();
            assertThat(record.status()).contains(Status.UPDATED);
        });
        assertThat(context.meter("flows_counted")).isEqualTo(1);
    }

    @Test
    void countsOfFlowsThatEndedByFinAreKeptForAMinute() throws Exception {
        TestContext context = new TestContext(nothing);
        Transform<SecAdvisorRecord> transform = transform(SecAdvisor.records(), context);

        // Is kept for longer, and hides the other from those who look for what is over from the oldest on.
        transform.transform(flow("2", 10, 10, 0), out);
        transform.transform(flow("1", 10, 10, 2), out);
        transform.tick(context.manualClock().advance(Duration.ofSeconds(59)), out);
        transform.transform(flow("1", 10, 10, 2), out);
        transform.tick(context.manualClock().advance(Duration.ofSeconds(60)), out);
        transform.transform(flow("1", 10, 10, 2), out);

        assertThat(out.records()).extracting(SecAdvisorRecord::updateCount).containsExactly(0L, 0L, 1L, 0L);
    }

    @Test
    void theClockGoingBackForgetsNothing() throws Exception {
        TestContext context = new TestContext(nothing);
        Transform<SecAdvisorRecord> transform = transform(SecAdvisor.records(), context);
        transform.transform(flow("1", 10, 10, 0), out);

        transform.tick(context.manualClock().advance(Duration.ofDays(-1)), out);
        transform.transform(flow("1", 20, 10, 0), out);

        assertThat(out.records())
                .last()
                .satisfies(record -> assertThat(record.updateCount()).isEqualTo(1));
    }

    @Test
    void theFlowSilentForLongestGivesWayAndIsCounted() throws Exception {
        TestContext context = new TestContext(nothing);
        Transform<SecAdvisorRecord> transform = transform(SecAdvisor.records().maxFlows(2), context);

        for (String uuid : List.of("1", "2", "1", "3", "1", "2")) {
            transform.transform(flow(uuid, 20, 20, 0), out);
        }

        assertThat(out.records()).extracting(SecAdvisorRecord::updateCount).containsExactly(0L, 0L, 1L, 0L, 2L, 0L);
        assertThat(context.meter("flows_evicted")).isEqualTo(2);
    }

    @Test
    void fiveMillionFlowsNeedTheStateOfAMillion() {
        FlowCounts counts = new FlowCounts(1_000_000, 0, Duration.ofMinutes(25), Duration.ofMinutes(1));

        System.gc();
        long before = used();
        for (long uuid = 1; uuid <= 5_000_000; uuid++) {
            counts.next(uuid * 0x9E3779B97F4A7C15L, FinishType.NOT_FINISHED, 0);
        }
        System.gc();
        long bytes = used() - before;

        assertThat(counts.size()).isEqualTo(1_000_000);
        assertThat(counts.evicted()).isEqualTo(4_000_000);
        assertThat(bytes).as("33 bytes a flow, and what else came up meanwhile").isLessThan(40_000_000L);
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    // ---- names

    @Test
    void aRecordWaitsForItsNames() throws Exception {
        TestContext context = new TestContext(slow);
        Transform<SecAdvisorRecord> transform = transform(
                SecAdvisor.records().extend("Host", "G.V().Has('A','{{.Network.A}}').Values('Host')"), context);

        transform.transform(networkFlow("1", "10.0.0.1", "tid"), out);
        assertThat(slow.asked())
                .containsExactly(
                        "G.V().Has(\"TID\", \"tid\")",
                        "G.V().Has(\"Runc.Hosts.IP\", \"10.0.0.1\").ShortestPathTo(Metadata(\"TID\", \"tid\"))",
                        "G.V().Has('A','10.0.0.1').Values('Host')");
        late.forEach(lookup -> lookup.answer(A_HOST));
        out.advance(Instant.MIN);
        assertThat(out.records()).as("docker and the VM are asked next").isEmpty();
        late.forEach(lookup -> lookup.answer(A_HOST));
        out.advance(Instant.MIN);
        late.forEach(lookup -> lookup.answer(A_HOST));
        out.advance(Instant.MIN);

        assertThat(only().extend()).containsEntry("Host", "lab-host");
        assertThat(context.meter("records_without_answer")).isZero();
    }

    @Test
    void aRecordGoesOnWithoutNamesWhenItIsTooLate() throws Exception {
        TestContext context = new TestContext(slow);
        Transform<SecAdvisorRecord> transform = transform(
                SecAdvisor.records().extend("Host", "G.V().Has('A','{{.Network.A}}').Values('Host')"), context);

        transform.transform(networkFlow("1", "10.0.0.1", "tid"), out);
        out.advance(context.clock().instant().plusMillis(499));
        assertThat(out.records()).isEmpty();
        out.advance(context.clock().instant().plusMillis(500));

        SecAdvisorRecord record = only();
        assertThat(record.nodeType()).isEmpty();
        assertThat(record.extend()).containsEntry("Host", "");
        assertThat(context.meter("records_without_answer")).isEqualTo(1);
    }

    /** A silent analyzer lets thousands of records be late at once; they must not be held up by one another. */
    @Test
    void recordsThatAreTooLateDoNotLookAtEachOthersQuestions() throws Exception {
        int records = 300;
        TestContext context = new TestContext(slow);
        Transform<SecAdvisorRecord> transform = transform(SecAdvisor.records(), context);
        for (int i = 0; i < records; i++) {
            transform.transform(networkFlow("1", "10.0.1." + i, "tid"), out);
        }
        context.manualClock().advance(Duration.ofSeconds(1));
        late.forEach(lookup -> lookup.looks = 0);

        out.advance(context.clock().instant());

        assertThat(out.records()).hasSize(records);
        assertThat(late.stream().mapToInt(lookup -> lookup.looks).sum()).isLessThan(20 * records);
    }

    @Test
    void whatIsUnderWayIsAskedOnceAndWaitedForOnce() throws Exception {
        TestContext context = new TestContext(slow);
        Transform<SecAdvisorRecord> transform = transform(SecAdvisor.records(), context);

        transform.transform(networkFlow("1", "10.0.0.1", "tid"), out);
        Instant later = context.manualClock().advance(Duration.ofMillis(400));
        transform.transform(networkFlow("2", "10.0.0.1", "tid"), out);
        assertThat(slow.asked()).hasSize(2);

        out.advance(later.plusMillis(100));
        assertThat(out.records()).hasSize(2);
    }

    @Test
    void whatWasAskedIsKeptThatNothingWasFoundToo() throws Exception {
        TestContext context = new TestContext(nothing);
        Transform<SecAdvisorRecord> transform = transform(SecAdvisor.records(), context);

        transform.transform(networkFlow("1", "10.0.0.1", "tid"), out);
        int asked = nothing.asked().size();
        assertThat(asked).isEqualTo(4);
        context.manualClock().advance(Duration.ofSeconds(299));
        transform.transform(networkFlow("1", "10.0.0.1", "tid"), out);
        assertThat(nothing.asked()).hasSize(asked);

        context.manualClock().advance(Duration.ofSeconds(1));
        transform.transform(networkFlow("1", "10.0.0.1", "tid"), out);
        assertThat(nothing.asked()).hasSize(2 * asked);
        assertThat(context.meter("peer_hits")).isEqualTo(1);
        assertThat(context.meter("peer_misses")).isEqualTo(2);
        assertThat(context.meter("peer_failures")).isZero();
    }

    @Test
    void aFailureIsKeptForAShorterTimeThanAMiss() throws Exception {
        TestContext context = new TestContext(slow);
        Transform<SecAdvisorRecord> transform = transform(SecAdvisor.records(), context);

        transform.transform(networkFlow("1", "10.0.0.1", "tid"), out);
        late.forEach(Late::fail);
        out.advance(Instant.MIN);
        assertThat(out.records()).as("nothing more is asked after a failure").hasSize(1);
        assertThat(slow.asked()).hasSize(2);
        assertThat(context.meter("peer_failures")).isEqualTo(1);

        context.manualClock().advance(Duration.ofSeconds(29));
        transform.transform(networkFlow("1", "10.0.0.1", "tid"), out);
        assertThat(slow.asked()).hasSize(2);
        context.manualClock().advance(Duration.ofSeconds(1));
        transform.transform(networkFlow("1", "10.0.0.1", "tid"), out);
        assertThat(slow.asked()).hasSize(4);
    }

    @Test
    void questionsGoOnWhenNobodyWaitsForThemAnyMore() throws Exception {
        TestContext context = new TestContext(slow);
        Transform<SecAdvisorRecord> transform = transform(SecAdvisor.records(), context);
        transform.transform(networkFlow("1", "10.0.0.1", "tid"), out);
        out.advance(context.clock().instant().plusSeconds(1));

        for (int step = 0; step < 3; step++) {
            late.forEach(lookup -> lookup.answer(Answer.EMPTY));
            transform.tick(context.clock().instant(), out);
        }

        assertThat(slow.asked()).hasSize(4);
        transform.transform(networkFlow("2", "10.0.0.1", "tid"), out);
        assertThat(out.records()).hasSize(2);
    }

    @Test
    void cachesAreBounded() throws Exception {
        TestContext context = new TestContext(nothing);
        Transform<SecAdvisorRecord> transform = transform(SecAdvisor.records().cacheSize(10), context);

        for (int i = 0; i < 100; i++) {
            transform.transform(networkFlow("1", "10.0.0." + i, "tid" + i), out);
        }

        assertThat(context.meter("peer_cached")).isEqualTo(10);
        assertThat(context.meter("node_type_cached")).isEqualTo(10);
    }

    @Test
    void nothingIsAskedForAnEmptyInterfaceButTheHostOfAnAddress() throws Exception {
        Transform<SecAdvisorRecord> transform = transform(SecAdvisor.records(), new TestContext(nothing));

        transform.transform(networkFlow("1", "10.0.0.1", ""), out);

        assertThat(nothing.asked())
                .containsExactly("G.V().Has(\"RoutingTables.Src\", \"10.0.0.1\").In().Has(\"Type\", \"host\")");
    }

    @Test
    void hostileFieldsGetIntoNoQuery() throws Exception {
        TestContext context = new TestContext(nothing);
        Transform<SecAdvisorRecord> transform = transform(
                SecAdvisor.records().extend("Host", "G.V().Has('A','{{.Network.A}}').Values('Host')"), context);
        String hostile = "10.0.0.1\").Has(\"Type\", \"host";

        transform.transform(networkFlow("1", hostile, hostile), out);
        transform.transform(networkFlow("2", "10.0.0.1/.*|.+", "tid'"), out);
        transform.transform(networkFlow("3", "not-an-address", "tid'"), out);
        transform.transform(networkFlow("4", "1".repeat(1000), "t".repeat(1000)), out);

        assertThat(nothing.asked()).containsExactly("G.V().Has('A','not-an-address').Values('Host')");
        assertThat(out.records())
                .hasSize(4)
                .allSatisfy(record -> assertThat(record.extend()).containsEntry("Host", ""));
        assertThat(context.meter("peer_cached"))
                .as("what is too long is not kept")
                .isEqualTo(3);
        assertThat(context.meter("extend_rejected")).isEqualTo(3);
        assertThat(context.meter("names_rejected")).isGreaterThanOrEqualTo(5);
    }

    @Test
    void anExtensionThatTheRecordHasNoFieldForIsLeftOut() throws Exception {
        Transform<SecAdvisorRecord> transform = transform(
                SecAdvisor.records()
                        .extend("B", "G.V().Has('A','{{.Network.A}}')")
                        .extend("A", "G.V().Has('A','{{.UUID}}')"),
                new TestContext(nothing));

        transform.transform(flow("1", 1, 1, 0), out);

        assertThat(only().extend()).containsOnlyKeys("A");
    }

    @Test
    void anExtensionMayUseNamesThatWereLookedUp() throws Exception {
        TestContext context = new TestContext(slow);
        Transform<SecAdvisorRecord> transform =
                transform(SecAdvisor.records().extend("X", "G.V().Has('T','{{.NodeType}}')"), context);
        transform.transform(flow("1", 1, 1, 0), out);
        assertThat(slow.asked()).hasSize(1);

        late.get(0).answer(Answer.EMPTY);
        out.advance(Instant.MIN);

        assertThat(slow.asked()).last().isEqualTo("G.V().Has('T','')");
        late.get(1).answer(A_HOST);
        out.advance(Instant.MIN);
        assertThat(only().extend()).containsEntry("X", "lab-host");
    }

    @Test
    void recordsBehindTheOldestAskTheirExtensionsToo() throws Exception {
        TestContext context = new TestContext(slow);
        Transform<SecAdvisorRecord> transform =
                transform(SecAdvisor.records().extend("X", "G.V().Has('T','{{.NodeType}}{{.UUID}}')"), context);
        transform.transform(flow("1", 1, 1, 0), out);
        transform.transform(flow("2", 1, 1, 0), out);
        transform.transform(flow("3", 1, 1, 0), out);

        late.get(0).answer(Answer.EMPTY);
        out.advance(Instant.MIN);
        assertThat(slow.asked().subList(1, slow.asked().size()))
                .containsExactlyInAnyOrder("G.V().Has('T','1')", "G.V().Has('T','2')", "G.V().Has('T','3')");
        late.forEach(lookup -> lookup.answer(A_HOST));
        out.advance(Instant.MIN);

        assertThat(out.records())
                .hasSize(3)
                .allSatisfy(record -> assertThat(record.extend()).containsEntry("X", "lab-host"));
    }

    @Test
    void nothingMoreIsAskedForARecordThatIsMade() throws Exception {
        TestContext context = new TestContext(slow);
        Transform<SecAdvisorRecord> transform =
                transform(SecAdvisor.records().extend("X", "G.V().Has('T','{{.NodeType}}')"), context);
        transform.transform(flow("1", 1, 1, 0), out);
        out.advance(context.clock().instant().plusSeconds(1));
        assertThat(out.records()).hasSize(1);
        transform.tick(context.clock().instant(), out);

        late.get(0).answer(Answer.EMPTY);
        transform.tick(context.clock().instant(), out);

        assertThat(slow.asked()).hasSize(1);
    }

    @Test
    void twoExtensionsOfOneNameAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecAdvisor.records()
                        .extend("A", "G.V()")
                        .extend("A", "G.E()")
                        .create(new TestContext(nothing)))
                .withMessageContaining("'A'");
    }

    // ---- records for the mangler logstatus

    @Test
    void recordsOfNoFlowHaveFewFields() throws Exception {
        Transform<SecAdvisorRecord> transform = transform(SecAdvisor.records(), new TestContext(nothing));
        transform.transform(networkFlow("1", "10.0.0.1", "tid"), out);
        SecAdvisorRecord record = only();
        Instant now = Instant.ofEpochMilli(5);

        assertThat(json(record.skipData(now)))
                .isEqualTo("{\"UUID\":\"1\",\"Network\":{\"Protocol\":\"IPV4\",\"A\":\"10.0.0.1\"},"
                        + "\"Start\":5,\"Last\":5,\"UpdateCount\":0,\"LogStatus\":\"SKIPDATA\"}");
        assertThat(json(record.noData().apply(now)))
                .isEqualTo("{\"Start\":5,\"Last\":5,\"UpdateCount\":0,\"LogStatus\":\"NODATA\"}");
        assertThat(json(record.ok())).endsWith("\"UpdateCount\":0,\"LogStatus\":\"OK\"}");
        assertThat(record.nodeTid()).isEqualTo("tid");
    }

    /** The mangler keeps it for as long as it knows the interface. */
    @Test
    void whatMakesNoDataRecordsKeepsNoMessage() throws Exception {
        Transform<SecAdvisorRecord> transform = transform(SecAdvisor.records(), new TestContext(nothing));
        WeakReference<Flow> seen = transformed(transform);
        Function<Instant, SecAdvisorRecord> noData = only().noData();

        for (int i = 0; i < 100 && !seen.refersTo(null); i++) {
            System.gc();
        }

        assertThat(seen.refersTo(null)).isTrue();
        assertThat(noData.apply(Instant.EPOCH).silentInterface()).isEqualTo("tid");
    }

    private WeakReference<Flow> transformed(Transform<SecAdvisorRecord> transform) {
        Flow flow = networkFlow("1", "10.0.0.1", "tid");
        transform.transform(flow, out);
        return new WeakReference<>(flow);
    }

    @Test
    void noDataNamesTheInterfaceIfAsked() throws Exception {
        Transform<SecAdvisorRecord> transform = transform(SecAdvisor.records(), new TestContext(nothing));
        transform.transform(networkFlow("1", "10.0.0.1", "tid"), out);
        SecAdvisorRecord record = only();
        SecAdvisorRecord silence = record.noData().apply(Instant.ofEpochMilli(5));
        RecordType<SecAdvisorRecord> bare = written(SecAdvisor.records());
        RecordType<SecAdvisorRecord> naming = written(SecAdvisor.records().nodataNamesInterface());

        assertThat(json(bare, silence))
                .isEqualTo("{\"Start\":5,\"Last\":5,\"UpdateCount\":0,\"LogStatus\":\"NODATA\"}");
        assertThat(json(naming, silence))
                .isEqualTo("{\"Start\":5,\"Last\":5,\"UpdateCount\":0,\"LogStatus\":\"NODATA\",\"NodeTID\":\"tid\"}");
        assertThat(json(naming, record)).doesNotContain("NodeTID");
    }

    /** So that CSV has no column that only a setting brings. */
    @Test
    void recordsHaveTheFieldsOfTheFormatAndNoOthers() {
        assertThat(written(SecAdvisor.records()).fields())
                .extracting(Field::name)
                .containsExactly(
                        "UUID",
                        "LayersPath",
                        "Version",
                        "Status",
                        "FinishType",
                        "Network",
                        "Transport",
                        "Context",
                        "LastUpdateMetric",
                        "Metric",
                        "Start",
                        "Last",
                        "UpdateCount",
                        "NodeType",
                        "LogStatus",
                        "Extend");
    }

    @SuppressWarnings("unchecked") // the transform's own records
    private static RecordType<SecAdvisorRecord> written(SecAdvisorRecords records) {
        return (RecordType<SecAdvisorRecord>) records.produces().orElseThrow();
    }
}
