package io.flowexporter.core.source;

import io.flowexporter.api.Meters;
import io.flowexporter.api.Meters.Counter;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.flow.ParsedMessage.Stats;
import io.flowexporter.core.internal.Printable;
import io.flowexporter.core.internal.RareLog;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes messages off the socket without ever waiting: the analyzer stops serving everybody when one subscriber does not
 * read. Flows go into the ring, or are dropped when it is full; {@code stats} go to the watchdog.
 */
final class Inlet implements AnalyzerConnection.Receiver {
    static final DropReason RING_FULL = DropReason.lost("ring_full");
    static final DropReason TOO_LARGE = DropReason.rejected("too_large");
    static final DropReason RECEIVE_FAILED = DropReason.lost("receive_failed");

    // How the analyzer writes them: keys come in a fixed order.
    private static final byte[] STATS = "{\"Namespace\":\"stats\",".getBytes(StandardCharsets.US_ASCII);

    private final Ring ring;
    private final SilenceWatchdog watchdog;
    private final String captureId;
    private final RareLog reports;
    private final MessageParser statsParser = new MessageParser();
    private final AtomicLong messages = new AtomicLong();
    private final Counter messageCounter;
    private final Counter droppedCounter;
    private final Counter tooLargeCounter;
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private volatile long lastMessage = System.nanoTime();

    /**
     * An inlet.
     *
     * @param captureId the one capture whose flows are wanted; "" for all
     */
    Inlet(Ring ring, SilenceWatchdog watchdog, String captureId, RareLog reports, Meters meters) {
        this.ring = ring;
        this.watchdog = watchdog;
        this.captureId = captureId;
        this.reports = reports;
        this.messageCounter = meters.counter("messages");
        this.droppedCounter = meters.counter("frames_dropped");
        this.tooLargeCounter = meters.counter("messages_too_large");
        meters.gauge("ring_bytes", ring::bytes);
        meters.gauge("seconds_since_last_message", () -> (System.nanoTime() - lastMessage) / 1_000_000_000);
    }

    /** Messages taken since the beginning, dropped ones too. */
    long messages() {
        return messages.get();
    }

    /** There is no subscription, or no longer: flows are missing from now on. May be said again and again. */
    void interrupted() {
        if (!interrupted.getAndSet(true)) {
            ring.gap();
        }
    }

    @Override
    public void opened() {
        watchdog.connected(System.nanoTime());
        // Once more: what is stored between loss and return has a gap behind it, what comes now has it before it.
        if (interrupted.getAndSet(false)) {
            ring.gap();
        }
    }

    @Override
    public void message(byte[] frame) {
        long now = System.nanoTime();
        noteMessage(now);
        Optional<Stats> stats = stats(frame);
        if (stats.isPresent()) {
            boolean ours = captureId.isEmpty() || captureId.equals(stats.get().captureId());
            watchdog.stats(now, ours && stats.get().flowCount() > 0);
            return;
        }
        watchdog.flows(now);
        if (!ring.offer(frame)) {
            int flows = MessageParser.countFlows(frame, 0, frame.length);
            droppedCounter.add(1);
            if (flows > 0) {
                ring.lose(RING_FULL, flows);
            } else {
                ring.gap();
            }
            reports.warn(
                    RING_FULL.name(),
                    () -> "Dropped a message of " + flows + " flows: the pipeline does not keep up, and " + ring.bytes()
                            + " bytes wait already (pipeline.subscriber.buffer_bytes)");
        }
    }

    @Override
    public void tooLarge(long bytes) {
        long now = System.nanoTime();
        noteMessage(now);
        watchdog.flows(now);
        tooLargeCounter.add(1);
        ring.lose(TOO_LARGE, 1);
        reports.warn(
                TOO_LARGE.name(),
                () -> "Dropped a message of " + bytes
                        + " bytes or more: that is above pipeline.subscriber.max_frame_bytes");
    }

    @Override
    public void failed(Throwable cause) {
        ring.lose(RECEIVE_FAILED, 1);
        reports.warn(RECEIVE_FAILED.name(), () -> "Cannot receive a message: " + Printable.of(cause.toString()));
    }

    private void noteMessage(long now) {
        lastMessage = now;
        messages.incrementAndGet();
        messageCounter.add(1);
    }

    private Optional<Stats> stats(byte[] frame) {
        boolean looksSo = frame.length > STATS.length && Arrays.equals(frame, 0, STATS.length, STATS, 0, STATS.length);
        if (!looksSo) {
            return Optional.empty();
        }
        try {
            return statsParser.parse(frame, 0, frame.length).stats();
        } catch (MalformedMessageException e) {
            // Whoever reads the ring will say so.
            return Optional.empty();
        }
    }
}
