package io.flowexporter.core.config;

import io.flowexporter.api.Option;
import io.flowexporter.api.Plugin;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.record.StatusRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** Stage types with the names, places and options of the specification; none of them can be made. */
final class FakeStages implements Plugin {
    static final Predicate<Duration> POSITIVE = time -> time.toMillis() > 0;

    static final Option<String> HOST_ID = Option.string("host_id").at("host_id");
    static final Option<String> USERNAME = Option.string("username").at("analyzer.auth.cluster.username");
    static final Option<String> PASSWORD =
            Option.string("password").at("analyzer.auth.cluster.password").concealed();
    static final Option<String> URL =
            Option.string("url").at("pipeline.subscriber.url").defaultValue("ws://127.0.0.1:8082/ws/subscriber/flow");
    static final Option<String> CAPTURE = Option.string("capture_id").at("pipeline.subscriber.capture_id");
    static final Option<List<String>> MASKS = Option.listOf("cluster_net_masks", FakeStages::mask)
            .at("pipeline.classify.cluster_net_masks")
            .defaultValue(List.of());
    static final Option<List<String>> EXCLUDED =
            Option.strings("excluded_tags").at("pipeline.filter.excluded_tags").defaultValue(List.of());
    static final Option<Boolean> EXCLUDE_STARTED =
            Option.bool("exclude_started_flows").defaultValue(false);
    static final Option<List<String>> EXTEND = Option.strings("extend").defaultValue(List.of());
    static final Option<String> TID1 = Option.string("tid1").mandatory().alias("pipeline.action.tid1");
    static final Option<String> TID2 = Option.string("tid2").mandatory().alias("pipeline.action.tid2");
    static final Option<Duration> REJECT_TIMEOUT = Option.seconds("reject_timeout")
            .defaultValue(Duration.ofSeconds(5))
            .check(POSITIVE, "must be positive (seconds)")
            .alias("pipeline.action.reject_timeout");
    static final Option<Map<String, String>> HEADER = Option.entries();
    static final Option<String> DIRNAME = Option.string("dirname").mandatory();
    static final Option<String> PREFIX = Option.string("filename_prefix").defaultValue("");
    static final Option<Integer> PER_OBJECT =
            Option.integer("max_flows_per_object").defaultValue(6000).check(count -> count > 0, "must be positive");
    static final Option<Duration> SECONDS_PER_OBJECT = Option.seconds("max_seconds_per_object")
            .defaultValue(Duration.ofSeconds(60))
            .whenMissingInFile(Duration.ZERO, "not given, so 0: every batch is an object");
    static final Option<Duration> SECONDS_PER_STREAM = Option.seconds("max_seconds_per_stream")
            .defaultValue(Duration.ofDays(1))
            .whenMissingInFile(Duration.ZERO, "not given, so 0: a stream per object");
    static final Option<Integer> ARRAY_SIZE =
            Option.integer("max_flow_array_size").defaultValue(100_000);
    static final Option<Boolean> PRETTY =
            Option.bool("pretty").at("pipeline.encode.json.pretty").defaultValue(false);
    static final Option<Integer> LEVEL = Option.integer("level").defaultValue(6);
    static final Option<String> ACCOUNT_FILE = Option.string("filename").mandatory();
    static final Option<String> ENDPOINT = Option.string("endpoint").mandatory();
    static final Option<String> ACCESS_KEY = Option.string("access_key").concealed();
    static final Option<String> SECRET_KEY = Option.string("secret_key").concealed();
    static final Option<String> REGION = Option.string("region").defaultValue("us-east-1");
    static final Option<Integer> PORT = Option.integer("port").mandatory();
    static final Option<Duration> CONNECTION_TIMEOUT =
            Option.seconds("connection_timeout").defaultValue(Duration.ofSeconds(60));

    record SecAdvisorRecord(String uuid) implements StatusRecord<SecAdvisorRecord> {
        @Override
        public Continuity continuity() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String nodeTid() {
            return "";
        }

        @Override
        public SecAdvisorRecord ok() {
            return this;
        }

        @Override
        public SecAdvisorRecord skipData(Instant now) {
            return this;
        }

        @Override
        public Function<Instant, SecAdvisorRecord> noData() {
            return now -> this;
        }
    }

    record VpcFlowLog(String action) {}

    private static String mask(String text) {
        if (!text.matches("[0-9a-fA-F:.]+/[0-9]{1,3}")) {
            throw new IllegalArgumentException("must be networks such as 10.0.0.0/8, but one is '" + text + "'");
        }
        return text;
    }

    private static <S> S none(io.flowexporter.api.Settings settings, io.flowexporter.api.StageContext context) {
        throw new UnsupportedOperationException("A fake");
    }

    /** What core has. */
    static final Plugin CORE = () -> List.of(
            StageType.source("skydive", FakeStages::none, HOST_ID, USERNAME, PASSWORD, URL, CAPTURE),
            StageType.classify("subnet", FakeStages::none, MASKS),
            StageType.filter("subnet", FakeStages::none, EXCLUDED),
            StageType.mangle("logstatus", StatusRecord.class, FakeStages::none),
            StageType.store(
                    "buffered",
                    FakeStages::none,
                    DIRNAME,
                    PREFIX,
                    PER_OBJECT,
                    SECONDS_PER_OBJECT,
                    SECONDS_PER_STREAM,
                    ARRAY_SIZE),
            StageType.store("direct", FakeStages::none),
            StageType.encode("json", Object.class, FakeStages::none, PRETTY),
            StageType.encode("csv", Object.class, FakeStages::none).withoutEnvelope(),
            StageType.compress("gzip", FakeStages::none, LEVEL),
            StageType.account("file", FakeStages::none, ACCOUNT_FILE),
            StageType.write("stdout", FakeStages::none));

    @Override
    public List<StageType<?>> stages() {
        return List.of(
                StageType.classify("subnet_autodiscovery", FakeStages::none, MASKS)
                        .askingTopology(),
                StageType.transform("secadvisor", SecAdvisorRecord.class, FakeStages::none, EXCLUDE_STARTED, EXTEND)
                        .askingTopology(),
                StageType.transform("vpclogs", VpcFlowLog.class, FakeStages::none),
                StageType.transform("awsflowlogs", SecAdvisorRecord.class, FakeStages::none),
                StageType.mangleAcrossTags("action", VpcFlowLog.class, FakeStages::none, TID1, TID2, REJECT_TIMEOUT),
                StageType.storeHeader("vpclogs", FakeStages::none, HEADER),
                StageType.encode("secadvisor", Object.class, FakeStages::none, PRETTY)
                        .withoutEnvelope(),
                StageType.sink("prom_sky_con", Flow.class, FakeStages::none, PORT, CONNECTION_TIMEOUT),
                StageType.write("s3", FakeStages::none, ENDPOINT, ACCESS_KEY, SECRET_KEY, REGION));
    }
}
