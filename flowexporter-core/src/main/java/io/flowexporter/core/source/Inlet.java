package io.flowexporter.core.source;

import io.flowexporter.api.Meters;
import io.flowexporter.api.Meters.Counter;
import io.flowexporter.api.Meters.Timer;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Gap;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.flow.ParsedMessage.Stats;
import io.flowexporter.core.internal.Printable;
import io.flowexporter.core.internal.RareLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes messages off the socket without ever waiting: the analyzer stops serving everybody when one subscriber does not
 * read. Flows go into the ring, or are dropped when it is full; {@code stats} go to the watchdog.
 */
final class Inlet implements AnalyzerConnection.Receiver {
    static final DropReason RING_FULL = DropReason.lost("ring_full");
    static final DropReason TOO_LARGE = DropReason.rejected("too_large");
    static final DropReason RECEIVE_FAILED = DropReason.lost("receive_failed");

    private static final String DISCONNECTED = "disconnected";
    private static final String SILENT = "silent";
    private static final String ANALYZER_DROPPED = "analyzer_dropped";

    /** A pause between an agent's {@code stats} until theirs is known: Skydive's default. */
    private static final Duration LONGEST_CADENCE = Duration.ofSeconds(60);

    // How the analyzer writes them: keys come in a fixed order.
    private static final byte[] STATS = "{\"Namespace\":\"stats\",".getBytes(StandardCharsets.US_ASCII);

    private final MessageArrays arrays;
    private final Ring ring;
    private final SilenceWatchdog watchdog;
    private final String captureId;
    private final RareLog reports;
    private final MessageParser statsParser = new MessageParser();
    private final AtomicLong messages = new AtomicLong();
    private final Counter messageCounter;
    private final Counter droppedCounter;
    private final Counter tooLargeCounter;
    private final Timer callback;
    private final InstantSource clock;
    private final Duration unnoticed;
    private final GapMeter gapMeter;
    private final Drops drops = new Drops();
    private final Object interruption = new Object();
    private Optional<Gap> interrupted = Optional.empty();
    private volatile Optional<Instant> droppingSince = Optional.empty();
    private volatile long lastMessage = System.nanoTime();
    private volatile long lastSign = lastMessage;
    private volatile boolean wasOpen;

    /**
     * An inlet.
     *
     * @param arrays where room for messages comes from
     * @param captureId the one capture whose flows are wanted; "" for all
     * @param unnoticed how long the connection's end may go unnoticed
     */
    Inlet(
            MessageArrays arrays,
            Ring ring,
            SilenceWatchdog watchdog,
            String captureId,
            RareLog reports,
            Meters meters,
            InstantSource clock,
            Duration unnoticed) {
        this.arrays = arrays;
        this.ring = ring;
        this.watchdog = watchdog;
        this.captureId = captureId;
        this.unnoticed = unnoticed;
        this.reports = reports;
        this.clock = clock;
        this.gapMeter = new GapMeter(meters);
        this.messageCounter = meters.counter("messages");
        this.droppedCounter = meters.counter("frames_dropped");
        this.tooLargeCounter = meters.counter("messages_too_large");
        this.callback = meters.timer("socket_callback");
        meters.gauge("ring_bytes", ring::bytes);
        meters.gauge("seconds_since_last_message", () -> (System.nanoTime() - lastMessage) / 1_000_000_000);
    }

    /** Messages taken since the beginning, dropped ones too. */
    long messages() {
        return messages.get();
    }

    /**
     * There is no connection, or no longer: flows are missing from the last sign of life on, or from when the end would have
     * been noticed for certain. May be said again and again.
     */
    void disconnected() {
        Duration quiet = Duration.ofNanos(System.nanoTime() - lastSign);
        interrupted(DISCONNECTED, wasOpen && quiet.compareTo(unnoticed) > 0 ? unnoticed : quiet);
    }

    /** There is a connection, but for so long nothing has come by it that should have. */
    void silent(Duration lasting) {
        interrupted(SILENT, lasting);
    }

    private void interrupted(String reason, Duration since) {
        synchronized (interruption) {
            Instant now = clock.instant();
            Gap gap = interrupted
                    // Silence that led to a lost connection ends where that begins.
                    .map(before ->
                            before.reason().equals(reason) ? before.until(now) : new Gap(reason, before.until(), now))
                    .orElseGet(() -> new Gap(reason, now.minus(since), now));
            interrupted = Optional.of(gap);
            tell(gap);
        }
    }

    private void tell(Gap gap) {
        gapMeter.told(gap);
        ring.gap(gap);
    }

    @Override
    public void opened() {
        long now = System.nanoTime();
        lastSign = now;
        wasOpen = true;
        watchdog.connected(now);
        synchronized (interruption) {
            // Once more: what is stored between loss and return has a gap behind it, what comes now has it before it.
            interrupted.ifPresent(gap -> tell(gap.until(clock.instant())));
            interrupted = Optional.empty();
        }
    }

    @Override
    public Message room(int length) {
        return arrays.room(length);
    }

    @Override
    public void message(Message message) {
        long begin = System.nanoTime();
        take(message, begin);
        callback.took(System.nanoTime() - begin);
    }

    private void take(Message message, long now) {
        noteMessage(now);
        Optional<Stats> stats = stats(message);
        if (stats.isPresent()) {
            boolean ours = captureId.isEmpty() || captureId.equals(stats.get().captureId());
            watchdog.stats(now, ours && stats.get().flowCount() > 0);
            if (ours && drops.tell(stats.get())) {
                Instant until = clock.instant();
                tell(new Gap(ANALYZER_DROPPED, until.minus(watchdog.cadence().orElse(LONGEST_CADENCE)), until));
            }
            return;
        }
        watchdog.flows(now);
        if (ring.offer(message)) {
            droppingSince = Optional.empty();
        } else {
            Gap gap = overflow();
            int flows = MessageParser.countFlows(message.bytes(), 0, message.length());
            message.giveBack();
            droppedCounter.add(1);
            if (flows > 0) {
                lose(RING_FULL, flows, gap);
            } else {
                tell(gap);
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
        lose(TOO_LARGE, 1, moment(TOO_LARGE));
        reports.warn(
                TOO_LARGE.name(),
                () -> "Dropped a message of " + bytes
                        + " bytes or more: that is above pipeline.subscriber.max_frame_bytes");
    }

    @Override
    public void failed(Throwable cause) {
        lose(RECEIVE_FAILED, 1, moment(RECEIVE_FAILED));
        reports.warn(RECEIVE_FAILED.name(), () -> "Cannot receive a message: " + Printable.of(cause.toString()));
    }

    /** From the first message that found no room to this one. */
    private Gap overflow() {
        Instant now = clock.instant();
        Instant since = droppingSince.orElse(now);
        droppingSince = Optional.of(since);
        return new Gap(RING_FULL.name(), since, now);
    }

    private Gap moment(DropReason reason) {
        Instant now = clock.instant();
        return new Gap(reason.name(), now, now);
    }

    private void lose(DropReason reason, long flows, Gap gap) {
        gapMeter.told(gap);
        ring.lose(reason, flows, gap);
    }

    private void noteMessage(long now) {
        lastMessage = now;
        lastSign = now;
        messages.incrementAndGet();
        messageCounter.add(1);
    }

    private Optional<Stats> stats(Message message) {
        byte[] frame = message.bytes();
        boolean looksSo =
                message.length() > STATS.length && Arrays.equals(frame, 0, STATS.length, STATS, 0, STATS.length);
        if (!looksSo) {
            return Optional.empty();
        }
        try {
            return statsParser.parse(frame, 0, message.length()).stats();
        } catch (MalformedMessageException e) {
            // Whoever reads the ring will say so.
            return Optional.empty();
        }
    }
}
