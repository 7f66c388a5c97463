package io.flowexporter.core.source;

import io.flowexporter.api.Meters.Counter;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.core.flow.JsonLine;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.flow.ParsedMessage;
import io.flowexporter.core.flow.ParsedMessage.Rejected;
import io.flowexporter.core.internal.DurableFile;
import io.flowexporter.core.internal.RareLog;
import io.flowexporter.core.source.LineReader.Line;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads lines with flows and hands the flows over, until the end or until its thread is interrupted. */
final class FlowFileReader implements Runnable {
    private static final int LONGEST_LINE = 32 << 20;
    private static final int GZIP_BUFFER = 1 << 16;
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final int OK = 200;

    private final String name;
    private final InputStream in;
    private final Handover handover;
    private final RareLog reports;
    private final Counter malformedMessages;
    private final Counter malformedFlows;
    private final Counter ignored;
    private final MessageParser parser = new MessageParser();
    private volatile boolean stopped;

    FlowFileReader(String name, InputStream in, Handover handover, StageContext context) {
        this.name = name;
        this.in = in;
        this.handover = handover;
        this.reports = new RareLog(context.logger(), System::nanoTime, SILENCE);
        this.malformedMessages = context.meters().counter("malformed_messages");
        this.malformedFlows = context.meters().counter("malformed_flows");
        this.ignored = context.meters().counter("messages_ignored");
    }

    /** Reads no more than the line it is at. */
    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try {
            readAll();
            handover.end();
        } catch (EOFException e) {
            handover.fail(failure("its compressed data end too early", e));
        } catch (ZipException e) {
            handover.fail(failure("its compressed data are damaged", e));
        } catch (IOException e) {
            handover.fail(failure(DurableFile.reason(e), e));
        } catch (InterruptedException e) {
            handover.end();
        } catch (RuntimeException | Error e) {
            // Whoever polls must learn of it, or he would wait for ever.
            handover.fail(failure(e.toString(), e));
        }
    }

    private IOException failure(String why, Throwable cause) {
        return new IOException("Cannot read flows from " + name + ": " + why, cause);
    }

    private void readAll() throws IOException, InterruptedException {
        LineReader lines = new LineReader(expanded(in), LONGEST_LINE);
        for (Optional<Line> line = lines.next(); line.isPresent() && !stopped; line = lines.next()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            read(line.get());
        }
    }

    private static InputStream expanded(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, GZIP_BUFFER);
        buffered.mark(2);
        boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        return gzip ? new GZIPInputStream(buffered, GZIP_BUFFER) : buffered;
    }

    private void read(Line line) throws InterruptedException {
        byte[] bytes = line.bytes();
        if (line.tooLong()) {
            refuse(Inlet.TOO_LARGE, "it is longer than " + LONGEST_LINE + " bytes", line.number(), "");
            return;
        }
        if (isBlank(bytes)) {
            return;
        }
        JsonLine kind = JsonLine.of(bytes, 0, bytes.length);
        try {
            switch (kind) {
                case FLOW -> handover.flow(parser.parseFlow(bytes, 0, bytes.length));
                case MESSAGE -> message(bytes, line.number());
                case RECORDED -> {
                    byte[] message = JsonLine.recordedMessage(bytes, 0, bytes.length);
                    if (message.length > 0) {
                        message(message, line.number());
                    }
                }
            }
        } catch (MalformedMessageException e) {
            DropReason reason = kind == JsonLine.FLOW ? MessageReader.MALFORMED_FLOW : MessageReader.MALFORMED_MESSAGE;
            refuse(reason, e.reason(), line.number(), " (byte " + e.byteOffset() + ')');
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte c : line) {
            if (c != ' ' && c != '\t' && c != '\r') {
                return false;
            }
        }
        return true;
    }

    private void message(byte[] bytes, long line) throws MalformedMessageException, InterruptedException {
        ParsedMessage message = parser.parse(bytes);
        if (!isOfFlows(message)) {
            return;
        }
        FlowBatch batch = FlowBatch.of(message.flows());
        if (!message.flows().isEmpty()) {
            batch = batch.holding(bytes.length);
        }
        if (!message.rejected().isEmpty()) {
            malformedFlows.add(message.rejected().size());
            for (Rejected rejected : message.rejected()) {
                warn(
                        rejected.reason(),
                        line,
                        " (flow " + rejected.index() + ", byte " + rejected.byteOffset() + " of its message)");
            }
            batch = batch.withRefused(
                    MessageReader.MALFORMED_FLOW, message.rejected().size());
        }
        handover.batch(batch);
    }

    private boolean isOfFlows(ParsedMessage message) {
        // Of what people write themselves, the envelope may lack anything.
        boolean flows = message.namespace().isEmpty() || MessageReader.isFlows(message.namespace());
        boolean store = message.type().isEmpty() || message.type().equals("store");
        boolean ok = message.status() == OK || message.status() == 0;
        if (flows && store && ok) {
            return true;
        }
        if (message.stats().isEmpty() || !ok) {
            ignored.add(1);
            String kind = MessageReader.kind(message);
            reports.warnOnce(kind, () -> "Ignoring messages of " + kind + " in " + name);
        }
        return false;
    }

    private void refuse(DropReason reason, String why, long line, String where) throws InterruptedException {
        (reason.equals(MessageReader.MALFORMED_FLOW) ? malformedFlows : malformedMessages).add(1);
        warn(why, line, where);
        handover.refused(reason, 1);
    }

    private void warn(String why, long line, String where) {
        reports.warn(why, () -> "Cannot read " + name + ':' + line + ": " + why + where);
    }
}
