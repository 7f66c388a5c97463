package io.flowexporter.vpclogs;

import io.flowexporter.api.Meters;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.stage.Mangler;
import io.flowexporter.api.stage.Output;
import io.flowexporter.api.stage.Tagged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings the reports of two capture points together. A batch's reports are taken first; then each connection that they
 * touch is judged. Records of a connection that is not judged yet are kept back, for the time that the other side has.
 */
final class ActionMangler implements Mangler<Tagged<VpcFlowLog>> {
    private static final DropReason OTHER_INTERFACE = DropReason.leftOut("other_interface");
    private static final DropReason NOTHING_NEW = DropReason.leftOut("nothing_new");
    private static final DropReason NO_TRACKING_ID = DropReason.lost("no_tracking_id");

    private final String tid1;
    private final String tid2;
    private final Duration timeout;
    private final int mostConversations;
    private final System.Logger logger;
    private final Meters.Counter evicted;
    private final Meters.Counter surplus;
    /** The one reported longest ago first. */
    private final Map<String, Conversation> conversations = new LinkedHashMap<>(16, 0.75f, true);
    /** Those that keep records back, the one that does so for longest first. */
    private final Set<Conversation> waiting = new LinkedHashSet<>();

    private final AtomicInteger remembered = new AtomicInteger();
    private boolean saidOtherInterface;
    private boolean saidSurplus;
    private boolean saidEvicted;

    ActionMangler(String tid1, String tid2, Duration timeout, int mostConversations, StageContext context) {
        this.tid1 = tid1;
        this.tid2 = tid2;
        this.timeout = timeout;
        this.mostConversations = mostConversations;
        this.logger = context.logger();
        this.evicted = context.meters().counter("conversations_evicted");
        this.surplus = context.meters().counter("surplus_flows");
        context.meters().gauge("conversations", remembered::get);
    }

    @Override
    public void mangle(List<Tagged<VpcFlowLog>> records, Instant now, Output<Tagged<VpcFlowLog>> out) {
        Set<Conversation> touched = new LinkedHashSet<>();
        for (Tagged<VpcFlowLog> report : records) {
            take(report, now, out).ifPresent(touched::add);
        }
        for (Conversation conversation : touched) {
            if (conversation.inHand() > 0) {
                judge(conversation, now, out);
            }
        }
        rejectOverdue(now, out);
        remembered.set(conversations.size());
    }

    @Override
    public void tick(Instant now, Output<Tagged<VpcFlowLog>> out) {
        rejectOverdue(now, out);
        remembered.set(conversations.size());
    }

    /** Nobody will confirm what still waits: for all that is known, one side alone saw it. */
    @Override
    public void flush(Instant now, Output<Tagged<VpcFlowLog>> out) {
        for (Conversation conversation : List.copyOf(waiting)) {
            reject(conversation, out);
        }
        remembered.set(conversations.size());
    }

    private Optional<Conversation> take(Tagged<VpcFlowLog> report, Instant now, Output<Tagged<VpcFlowLog>> out) {
        VpcFlowLog log = report.record();
        Optional<Point> point = point(log.capturePoint().nodeTid());
        if (point.isEmpty()) {
            sayOtherInterface(log.capturePoint().nodeTid());
            out.drop(OTHER_INTERFACE);
            return Optional.empty();
        }
        if (log.capturePoint().trackingId().isEmpty()) {
            out.drop(NO_TRACKING_ID);
            return Optional.empty();
        }
        Optional<Conversation> known = known(report, point.get(), now, out);
        if (known.isPresent()) {
            known.get().take(point.get(), report);
        }
        return known;
    }

    private Optional<Point> point(String tid) {
        return tid.equals(tid1) ? Optional.of(Point.ONE) : tid.equals(tid2) ? Optional.of(Point.TWO) : Optional.empty();
    }

    /** The connection that a report belongs to; none if the report itself was dealt with. */
    private Optional<Conversation> known(
            Tagged<VpcFlowLog> report, Point point, Instant now, Output<Tagged<VpcFlowLog>> out) {
        VpcFlowLog log = report.record();
        String trackingId = log.capturePoint().trackingId();
        Optional<Conversation> known = Optional.ofNullable(conversations.get(trackingId));
        Optional<Side> side = known.flatMap(conversation -> conversation.side(point));
        if (side.isPresent() && side.get().isOf(log)) {
            return known;
        }
        if (log.interval().idle()) {
            // The end by time-out of a flow that was judged long ago.
            out.drop(NOTHING_NEW);
            return Optional.empty();
        }
        if (known.isEmpty()) {
            return Optional.of(begin(trackingId, now, out));
        }
        if (side.isEmpty()) {
            return known;
        }
        if (known.get().hasBothSides() && !side.get().isFollowedBy(log)) {
            saySurplus();
            surplus.add(1);
            out.emit(new Tagged<>(report.tag(), log.withVerdict(Verdict.REJECTED)));
            return Optional.empty();
        }
        end(known.get(), now, out);
        return Optional.of(begin(trackingId, now, out));
    }

    private Conversation begin(String trackingId, Instant now, Output<Tagged<VpcFlowLog>> out) {
        if (conversations.size() >= mostConversations) {
            evicted.add(1);
            sayEvicted();
            end(conversations.values().iterator().next(), now, out);
        }
        Conversation conversation = new Conversation(trackingId);
        conversations.put(trackingId, conversation);
        return conversation;
    }

    /** Judges a connection a last time and forgets it. */
    private void end(Conversation conversation, Instant now, Output<Tagged<VpcFlowLog>> out) {
        if (conversation.inHand() > 0) {
            judge(conversation, now, out);
        }
        if (conversation.keeps()) {
            reject(conversation, out);
        }
        conversations.remove(conversation.trackingId(), conversation);
    }

    /** Says what is known of a connection now that it has records in hand. */
    private void judge(Conversation conversation, Instant now, Output<Tagged<VpcFlowLog>> out) {
        conversation.keep(out, now);
        waiting.add(conversation);
        if (!conversation.hasBothSides()) {
            return;
        }
        Optional<Tagged<VpcFlowLog>> confirmed = conversation.confirm();
        if (confirmed.isPresent()) {
            waiting.remove(conversation);
            out.emit(confirmed.get(), conversation.release());
        } else if (!conversation.isOneSideAhead(timeout)) {
            waiting.remove(conversation);
            out.absorb(conversation.release());
        }
        if (!conversation.keeps() && conversation.isOver()) {
            conversations.remove(conversation.trackingId(), conversation);
        }
    }

    private void rejectOverdue(Instant now, Output<Tagged<VpcFlowLog>> out) {
        List<Conversation> overdue = new ArrayList<>();
        for (Iterator<Conversation> each = waiting.iterator(); each.hasNext(); ) {
            Conversation conversation = each.next();
            if (!now.isAfter(conversation.keptSince().plus(timeout))) {
                break;
            }
            overdue.add(conversation);
        }
        overdue.forEach(conversation -> reject(conversation, out));
    }

    private void reject(Conversation conversation, Output<Tagged<VpcFlowLog>> out) {
        waiting.remove(conversation);
        conversations.remove(conversation.trackingId(), conversation);
        out.emit(conversation.rejected(), conversation.release());
    }

    private void sayOtherInterface(String tid) {
        if (!saidOtherInterface) {
            saidOtherInterface = true;
            logger.log(
                    System.Logger.Level.WARNING,
                    "Flows of interfaces other than tid1 and tid2, such as ''{0}'', are dropped; counted as "
                            + "other_interface, said once",
                    tid.replaceAll("\\p{Cntrl}", "?"));
        }
    }

    private void saySurplus() {
        if (!saidSurplus) {
            saidSurplus = true;
            logger.log(
                    System.Logger.Level.WARNING,
                    "Two flows of one interface belong to the same connection: the one that came later is rejected; "
                            + "counted as surplus_flows, said once");
        }
    }

    private void sayEvicted() {
        if (!saidEvicted) {
            saidEvicted = true;
            logger.log(
                    System.Logger.Level.WARNING,
                    "More than {0} connections: the ones reported longest ago are forgotten; counted as "
                            + "conversations_evicted, said once; max_conversations allows more",
                    Integer.toString(mostConversations));
        }
    }
}
