package io.flowexporter.vpclogs;

import io.flowexporter.api.record.Field;
import io.flowexporter.api.record.JsonRecords;
import io.flowexporter.api.record.RecordType;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The fields of AWS flow logs, in the order that AWS lists them, with the version that brought each. */
enum AwsColumn {
    VERSION(2, "version", "Version", AwsFlowLog::version),
    ACCOUNT_ID(2, "account-id", "AccountID", AwsFlowLog::accountId),
    INTERFACE_ID(2, "interface-id", "InterfaceID", AwsFlowLog::interfaceId),
    SRCADDR(2, "srcaddr", "SrcAddr", AwsFlowLog::source),
    DSTADDR(2, "dstaddr", "DstAddr", AwsFlowLog::target),
    SRCPORT(2, "srcport", "SrcPort", AwsFlowLog::sourcePort),
    DSTPORT(2, "dstport", "DstPort", AwsFlowLog::targetPort),
    PROTOCOL(2, "protocol", "Protocol", AwsFlowLog::protocol),
    PACKETS(2, "packets", "Packets", AwsFlowLog::packets),
    BYTES(2, "bytes", "Bytes", AwsFlowLog::bytes),
    START(2, "start", "Start", AwsFlowLog::start),
    END(2, "end", "End", AwsFlowLog::end),
    ACTION(2, "action", "Action", AwsFlowLog::action),
    LOG_STATUS(2, "log-status", "LogStatus", AwsFlowLog::logStatus),
    VPC_ID(3, "vpc-id", "VpcID"),
    SUBNET_ID(3, "subnet-id", "SubnetID"),
    INSTANCE_ID(3, "instance-id", "InstanceID"),
    TCP_FLAGS(3, "tcp-flags", "TCPFlags", AwsFlowLog::tcpFlags),
    TYPE(3, "type", "Type", AwsFlowLog::type),
    PKT_SRCADDR(3, "pkt-srcaddr", "PktSrcAddr", AwsFlowLog::source),
    PKT_DSTADDR(3, "pkt-dstaddr", "PktDstAddr", AwsFlowLog::target),
    REGION(4, "region", "Region"),
    AZ_ID(4, "az-id", "AzID"),
    SUBLOCATION_TYPE(4, "sublocation-type", "SublocationType"),
    SUBLOCATION_ID(4, "sublocation-id", "SublocationID"),
    PKT_SRC_AWS_SERVICE(5, "pkt-src-aws-service", "PktSrcAwsService"),
    PKT_DST_AWS_SERVICE(5, "pkt-dst-aws-service", "PktDstAwsService"),
    FLOW_DIRECTION(5, "flow-direction", "FlowDirection"),
    TRAFFIC_PATH(5, "traffic-path", "TrafficPath");

    private static final String ABSENT = "-";

    private final int since;
    private final Field<AwsFlowLog> column;
    private final Field<AwsFlowLog> member;

    /** A field of text. */
    AwsColumn(int since, String name, String member, Function<AwsFlowLog, String> value) {
        Function<AwsFlowLog, String> shown = log -> orAbsent(value.apply(log));
        this.since = since;
        this.column = Field.text(name, shown);
        this.member = Field.text(member, shown);
    }

    /** A field of a number; in JSON it is left out where it is not known. */
    AwsColumn(int since, String name, String member, ToLongFunction<AwsFlowLog> value) {
        this.since = since;
        this.column = Field.text(name, log -> digits(value.applyAsLong(log)));
        this.member = Field.integerIfPresent(member, log -> known(value.applyAsLong(log)));
    }

    /** A field that nothing is ever known of. */
    AwsColumn(int since, String name, String member) {
        this.since = since;
        this.column = Field.text(name, log -> ABSENT);
        this.member = Field.text(member, log -> ABSENT);
    }

    private static String orAbsent(String text) {
        return text.isEmpty() ? ABSENT : text;
    }

    private static String digits(long number) {
        return number == AwsFlowLog.UNKNOWN ? ABSENT : Long.toString(number);
    }

    private static OptionalLong known(long number) {
        return number == AwsFlowLog.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** The records of that version: columns with AWS's names, and in JSON members with those of the Go exporter. */
    static RecordType<AwsFlowLog> recordType(int version) {
        JsonRecords<AwsFlowLog> json =
                JsonRecords.of(RecordType.of(AwsFlowLog.class, fields(version, column -> column.member)));
        return RecordType.of(AwsFlowLog.class, fields(version, column -> column.column))
                .withJson(json::write);
    }

    private static List<Field<AwsFlowLog>> fields(int version, Function<AwsColumn, Field<AwsFlowLog>> field) {
        return Arrays.stream(values())
                .filter(column -> column.since <= version)
                .map(field)
                .toList();
    }
}
