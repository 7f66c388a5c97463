package io.flowexporter.core.source;

import io.flowexporter.api.StageContext;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.stage.Source;
import io.flowexporter.core.internal.DurableFile;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/** Reads a file on a thread of its own, since reading the standard input may block for any time. */
final class FlowFileSource implements Source {
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(1);

    private final String name;
    private final Input input;
    private final StageContext context;
    private final Handover handover = new Handover();
    private InputStream in = InputStream.nullInputStream();
    private Optional<FlowFileReader> reader = Optional.empty();
    private Thread thread = new Thread();

    /** Opens what is to be read. */
    @FunctionalInterface
    interface Input {
        InputStream open() throws IOException;
    }

    /**
     * A source that is not open yet.
     *
     * @param name what to call the input in messages
     */
    FlowFileSource(String name, Input input, StageContext context) {
        this.name = name;
        this.input = input;
        this.context = context;
    }

    @Override
    public void start() throws IOException {
        try {
            in = input.open();
        } catch (IOException e) {
            throw new IOException("Cannot read flows from " + name + ": " + DurableFile.reason(e), e);
        }
        FlowFileReader lines = new FlowFileReader(name, in, handover, context);
        reader = Optional.of(lines);
        thread = new Thread(lines, "flow-file-" + context.pipeline());
        // A read of the standard input can't be interrupted, and must not keep the program from ending.
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public FlowBatch poll(Duration maxWait) throws InterruptedException, IOException {
        return handover.poll(maxWait);
    }

    /** What was read already is still there: of the standard input nobody could read it again. */
    @Override
    public boolean stop() {
        reader.ifPresent(FlowFileReader::stop);
        return true;
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        if (in != System.in) {
            try {
                thread.join(LONGEST_CLOSE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            in.close();
        }
    }
}
