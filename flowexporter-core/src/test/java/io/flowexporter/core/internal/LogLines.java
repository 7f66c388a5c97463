package io.flowexporter.core.internal;

import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;

/** A logger that keeps what it is told. */
public final class LogLines implements System.Logger {
    private final List<String> texts = new CopyOnWriteArrayList<>();

    /** All lines so far, each with its level in front. */
    public List<String> texts() {
        return List.copyOf(texts);
    }

    @Override
    public String getName() {
        return "test";
    }

    @Override
    public boolean isLoggable(Level level) {
        return true;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
        texts.add(level + " " + text);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... values) {
        texts.add(level + " " + format);
    }
}
