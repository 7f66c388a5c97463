package io.flowexporter.vpclogs;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.stage.Transform;
import java.util.Locale;

/**
 * The transform {@code awsflowlogs}: a record for each report of a flow, in the form of AWS VPC flow logs, versions 2 to 5.
 * What is not known is written as {@code -}.
 *
 * <pre>{@code
 * .transform(AwsFlowLogs.records().version(3).accountId("123456789010"))
 * }</pre>
 */
public final class AwsFlowLogs extends Configured<Transform<AwsFlowLog>> {
    /** The version of the format. */
    public static final Option<Integer> VERSION = Option.integer("version")
            .defaultValue(2)
            .check(version -> version >= 2 && version <= 5, "must be 2, 3, 4 or 5")
            .doc("The version of the format, from 2 to 5: each has the fields of the ones before it and its own.");

    /** The account. */
    public static final Option<String> ACCOUNT_ID = Option.string("account_id")
            .defaultValue("12345678")
            .check(id -> !id.isBlank(), "must not be empty")
            .doc("The AWS account in account-id; the default is what the Go exporter always writes.");

    /** What the counters count. */
    public static final Option<Count> COUNTERS = Option.of("counters", Count::named)
            .defaultValue(Count.INTERVAL)
            .doc(
                    "'interval' counts the packets and bytes between start and end, as AWS does; 'cumulative' all since the "
                            + "flow began, in each report again, as the Go exporter does.");

    /** How many records a flow's report makes. */
    public static final Option<Directions> DIRECTIONS = Option.of("directions", Directions::named)
            .defaultValue(Directions.BOTH)
            .doc(
                    "'both' makes one record of both directions' packets and bytes, as the Go exporter does; 'each' makes one "
                            + "for each direction that had packets, as AWS does.");

    /** Its type. */
    public static final StageType<Transform<AwsFlowLog>> TYPE = StageType.transform(
                    "awsflowlogs",
                    settings -> AwsColumn.recordType(settings.get(VERSION)),
                    (settings, context) -> new AwsTransform(
                            settings.get(VERSION),
                            settings.get(ACCOUNT_ID),
                            settings.get(COUNTERS),
                            settings.get(DIRECTIONS)),
                    VERSION,
                    ACCOUNT_ID,
                    COUNTERS,
                    DIRECTIONS)
            .doc(
                    "AWS VPC flow logs: a record for each report of a flow. Its interface-id is the interface's topology id, "
                            + "or the VLAN id where that is not known.");

    private AwsFlowLogs(Configured<Transform<AwsFlowLog>> configured) {
        super(configured);
    }

    /** What packets and bytes are counted over. */
    public enum Count {
        /** From start to end. */
        INTERVAL,
        /** Since the flow began. */
        CUMULATIVE;

        static Count named(String name) {
            return switch (name) {
                case "interval" -> INTERVAL;
                case "cumulative" -> CUMULATIVE;
                default ->
                    throw new IllegalArgumentException("must be 'interval' or 'cumulative', but was '" + name + "'");
            };
        }

        /** Its name in files. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Which directions of a flow a record is about. */
    public enum Directions {
        /** Both, added up. */
        BOTH,
        /** One. */
        EACH;

        static Directions named(String name) {
            return switch (name) {
                case "both" -> BOTH;
                case "each" -> EACH;
                default -> throw new IllegalArgumentException("must be 'both' or 'each', but was '" + name + "'");
            };
        }

        /** Its name in files. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Records of version 2, of both directions, that count intervals. */
    public static AwsFlowLogs records() {
        return new AwsFlowLogs(TYPE.configured());
    }

    /** The same in another version, from 2 to 5. */
    public AwsFlowLogs version(int version) {
        return new AwsFlowLogs(with(VERSION, version));
    }

    /** The same with another account. */
    public AwsFlowLogs accountId(String accountId) {
        return new AwsFlowLogs(with(ACCOUNT_ID, accountId));
    }

    /** The same, but the counters count that. */
    public AwsFlowLogs counters(Count counters) {
        return new AwsFlowLogs(with(COUNTERS, counters));
    }

    /** The same, but a record is about those directions. */
    public AwsFlowLogs directions(Directions directions) {
        return new AwsFlowLogs(with(DIRECTIONS, directions));
    }
}
