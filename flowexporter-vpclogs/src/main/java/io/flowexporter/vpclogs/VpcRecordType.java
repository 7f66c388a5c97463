package io.flowexporter.vpclogs;

import io.flowexporter.api.record.Field;
import io.flowexporter.api.record.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** How vpclogs records are written: the order of their fields and their words. */
final class VpcRecordType {
    private final Profile profile;
    private final boolean longActions;
    private final List<Field<VpcFlowLog>> fields = new ArrayList<>();

    private VpcRecordType(Profile profile, boolean longActions) {
        this.profile = profile;
        this.longActions = longActions;
    }

    static RecordType<VpcFlowLog> of(Profile profile, boolean longActions) {
        VpcRecordType type = new VpcRecordType(profile, longActions);
        type.addFields();
        return RecordType.of(VpcFlowLog.class, type.fields).withJson(new VpcReadyJson(type, profile == Profile.IBM));
    }

    private void addFields() {
        text("start_time", log -> WholeSeconds.text(log.start()));
        text("end_time", log -> WholeSeconds.text(log.end()));
        text("connection_start_time", log -> WholeSeconds.text(log.connectionStart()));
        text("direction", log -> direction(log.direction()));
        text("action", log -> action(log.verdict()));
        text("initiator_ip", log -> log.connection().initiatorIp());
        text("target_ip", log -> log.connection().targetIp());
        number("initiator_port", log -> log.connection().initiatorPort());
        number("target_port", log -> log.connection().targetPort());
        fields.add(Field.<VpcFlowLog>integer(
                        "transport_protocol", log -> log.connection().protocol())
                .omitIfEmpty());
        text("ether_type", log -> log.connection().etherType());
        fields.add(Field.bool("was_initiated", VpcFlowLog::initiated));
        fields.add(Field.bool("was_terminated", VpcFlowLog::terminated));
        // The original writes the totals before the interval's counters, IBM the other way round.
        if (profile == Profile.IBM) {
            counters("", VpcFlowLog::interval);
            counters("cumulative_", VpcFlowLog::total);
        } else {
            counters("cumulative_", VpcFlowLog::total);
            counters("", VpcFlowLog::interval);
        }
    }

    private void counters(String prefix, Function<VpcFlowLog, Counters> of) {
        number(prefix + "bytes_from_initiator", log -> of.apply(log).bytesFromInitiator());
        number(prefix + "packets_from_initiator", log -> of.apply(log).packetsFromInitiator());
        number(prefix + "bytes_from_target", log -> of.apply(log).bytesFromTarget());
        number(prefix + "packets_from_target", log -> of.apply(log).packetsFromTarget());
    }

    private void text(String name, Function<VpcFlowLog, String> value) {
        fields.add(Field.<VpcFlowLog>text(name, value).omitIfEmpty());
    }

    private void number(String name, ToLongFunction<VpcFlowLog> value) {
        Field<VpcFlowLog> field = Field.integer(name, value);
        fields.add(profile == Profile.IBM ? field : field.omitIfEmpty());
    }

    String direction(Direction direction) {
        return switch (direction) {
            case UNKNOWN -> "";
            case INBOUND -> profile == Profile.IBM ? "I" : "inbound";
            case OUTBOUND -> profile == Profile.IBM ? "O" : "outbound";
        };
    }

    String action(Verdict verdict) {
        return switch (verdict) {
            case NONE -> "";
            case ACCEPTED -> longActions ? "accepted" : "A";
            case REJECTED -> longActions ? "rejected" : "R";
        };
    }
}
