package io.flowexporter.core.source;

import java.util.Locale;

/** Who leaves out the flows of other captures. */
public enum CaptureFilter {
    /** The analyzer: it is asked for the one capture's flows only. */
    SERVER,
    /**
     * The exporter: it asks for all flows, as its neighbours do. When one of several exporters reconnects, the analyzer
     * forgets what the others asked for until somebody asks for the same; so it helps if all ask for the same.
     */
    CLIENT;

    static CaptureFilter parse(String text) {
        for (CaptureFilter filter : values()) {
            if (filter.toString().equals(text)) {
                return filter;
            }
        }
        throw new IllegalArgumentException("must be 'server' or 'client', but was '" + text + "'");
    }

    /** As in configuration files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
