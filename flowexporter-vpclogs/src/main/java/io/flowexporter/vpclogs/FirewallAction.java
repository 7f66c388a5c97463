package io.flowexporter.vpclogs;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.Settings;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.StageType;
import io.flowexporter.api.stage.Mangler;
import io.flowexporter.api.stage.Tagged;
import java.time.Duration;

/**
 * The mangler {@code action}: of connections captured on both sides of a firewall it says which got through. What both
 * capture points saw is accepted, in one record with what both confirm; what one alone saw is rejected. All other
 * interfaces' flows are dropped.
 *
 * <p>It waits {@link #REJECT_TIMEOUT} for the other side. Both interfaces should be captured by one agent: two agents report
 * up to a whole update interval (60 s) apart. Even one agent does so now and then, for connections that begin just before
 * an update; who must not see those rejected sets a timeout longer than the interval, and gets all rejects that much later.
 *
 * <pre>{@code
 * .mangleAcrossTags(FirewallAction.between("6be1…", "f10b…").rejectTimeout(Duration.ofSeconds(10)))
 * }</pre>
 */
public final class FirewallAction extends Configured<Mangler<Tagged<VpcFlowLog>>> {
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(5);

    /** The interface on one side. */
    public static final Option<String> TID1 = Option.string("tid1")
            .mandatory()
            .check(tid -> !tid.isBlank(), "must not be empty")
            .alias("pipeline.action.tid1")
            .doc("The topology id (TID) of the interface on one side. Addresses, direction, tag, was_initiated and "
                    + "was_terminated of an accepted record are as seen from here.");

    /** The interface on the other side. */
    public static final Option<String> TID2 = Option.string("tid2")
            .mandatory()
            .check(tid -> !tid.isBlank(), "must not be empty")
            .alias("pipeline.action.tid2")
            .doc("The topology id (TID) of the interface on the other side.");

    /** How long to wait for the other side. */
    public static final Option<Duration> REJECT_TIMEOUT = Option.seconds("reject_timeout")
            .defaultValue(USUAL_TIMEOUT)
            .check(time -> !time.isNegative(), "must not be negative (seconds)")
            .alias("pipeline.action.reject_timeout")
            .doc("So long one side's traffic waits for the other side to report it, before it is rejected; 0 means 5.");

    /** How many connections are remembered. */
    public static final Option<Integer> MAX_CONVERSATIONS = Option.integer("max_conversations")
            .defaultValue(100_000)
            .check(count -> count > 0, "must be positive (connections)")
            .alias("pipeline.action.max_conversations")
            .doc("At most so many connections are remembered, about 1.5 KiB each; then the one reported longest ago is "
                    + "forgotten, and counted. One that was accepted begins anew with its next report; one that still "
                    + "waits for its other side is rejected at once.");

    /** Its type. */
    public static final StageType<Mangler<Tagged<VpcFlowLog>>> TYPE = StageType.mangleAcrossTags(
                    "action", VpcFlowLog.class, FirewallAction::create, TID1, TID2, REJECT_TIMEOUT, MAX_CONVERSATIONS)
            .doc("Says which connections got through between two interfaces.");

    private FirewallAction(Configured<Mangler<Tagged<VpcFlowLog>>> configured) {
        super(configured);
    }

    private static Mangler<Tagged<VpcFlowLog>> create(Settings settings, StageContext context) {
        String tid1 = settings.get(TID1);
        String tid2 = settings.get(TID2);
        if (tid1.equals(tid2)) {
            throw new IllegalArgumentException("tid1 and tid2 must be two interfaces, but both are '" + tid1 + "'");
        }
        Duration timeout = settings.get(REJECT_TIMEOUT);
        return new ActionMangler(
                tid1, tid2, timeout.isZero() ? USUAL_TIMEOUT : timeout, settings.get(MAX_CONVERSATIONS), context);
    }

    /** Between those two interfaces, given by their topology ids; records show the first one's view. */
    public static FirewallAction between(String tid1, String tid2) {
        return new FirewallAction(TYPE.with(TID1, tid1).with(TID2, tid2));
    }

    /** The same with another interface on the first side. */
    public FirewallAction tid1(String tid) {
        return new FirewallAction(with(TID1, tid));
    }

    /** The same with another interface on the second side. */
    public FirewallAction tid2(String tid) {
        return new FirewallAction(with(TID2, tid));
    }

    /** The same with another time to wait for the other side. */
    public FirewallAction rejectTimeout(Duration timeout) {
        return new FirewallAction(with(REJECT_TIMEOUT, timeout));
    }

    /** The same with another bound for what is remembered. */
    public FirewallAction maxConversations(int count) {
        return new FirewallAction(with(MAX_CONVERSATIONS, count));
    }
}
