package io.flowexporter.vpclogs;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.Settings;
import io.flowexporter.api.StageType;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Transform;

/**
 * The transform {@code vpclogs}: a record for each report of a connection, in the form of IBM's flow logs for VPC. Flows
 * without ports (ICMP, ARP) are left out. It asks the topology for the interface's addresses, to tell the direction; an
 * analyzer that does not answer within 500 ms costs the direction, never the flow.
 *
 * <pre>{@code
 * .transform(VpcLogs.records())                                       // as the Go exporter
 * .transform(VpcLogs.records().profile(Profile.IBM))                  // as IBM
 * }</pre>
 */
public final class VpcLogs extends Configured<Transform<VpcFlowLog>> {
    /** Whose words the records use. */
    public static final Option<Profile> PROFILE = Option.of("profile", Profile::named)
            .defaultValue(Profile.ORIGINAL)
            .doc(
                    "'original' writes records as the Go exporter does; 'ibm' as IBM documents them: direction I or O, action "
                            + "accepted or rejected, ports and counters even if they are 0.");

    /** Whether actions are whole words. */
    public static final Option<Boolean> LONG_ACTION = Option.bool("long_action")
            .doc("Whether action is 'accepted' or 'rejected' instead of 'A' or 'R'; if not given, the profile says.");

    /** Its type. */
    public static final StageType<Transform<VpcFlowLog>> TYPE = StageType.transform(
                    "vpclogs",
                    VpcLogs::recordType,
                    (settings, context) -> new VpcTransform(context),
                    PROFILE,
                    LONG_ACTION)
            .doc("Flow logs of IBM VPC: a record for each report of a flow that has ports.")
            .askingTopology();

    private VpcLogs(Configured<Transform<VpcFlowLog>> configured) {
        super(configured);
    }

    private static RecordType<VpcFlowLog> recordType(Settings settings) {
        Profile profile = settings.get(PROFILE);
        return VpcRecordType.of(profile, settings.find(LONG_ACTION).orElse(profile == Profile.IBM));
    }

    /** Records as the Go exporter writes them. */
    public static VpcLogs records() {
        return new VpcLogs(TYPE.configured());
    }

    /** The same, with the words of that profile. */
    public VpcLogs profile(Profile profile) {
        return new VpcLogs(with(PROFILE, profile));
    }

    /** The same, with whole words for actions or without. */
    public VpcLogs longAction(boolean whole) {
        return new VpcLogs(with(LONG_ACTION, whole));
    }
}
