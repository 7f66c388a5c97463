package io.flowexporter.s3;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Takes what anybody logs until it is closed, in the place of the console. */
final class Logs extends Handler implements AutoCloseable {
    private final Logger root = Logger.getLogger("");
    private final Handler[] others = root.getHandlers();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    Logs() {
        Arrays.stream(others).forEach(root::removeHandler);
        root.addHandler(this);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(line.getLevel() + " " + line.getMessage()
                + (line.getThrown() == null ? "" : Samples.shown(line.getThrown())));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.removeHandler(this);
        Arrays.stream(others).forEach(root::addHandler);
    }
}
