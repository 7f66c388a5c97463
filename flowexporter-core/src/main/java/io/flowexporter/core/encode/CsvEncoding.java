package io.flowexporter.core.encode;

import io.flowexporter.api.object.Envelope;
import io.flowexporter.api.stage.Encoding;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicReference;

final class CsvEncoding<R> implements Encoding<R> {
    private static final byte[] NOTHING = {};

    private final CsvColumns<R> columns;
    private final boolean protect;
    private final LeftOutKeys.Watch<R> leftOut;
    // One row waits here while no thread uses it; a thread that finds none makes its own.
    private final AtomicReference<CsvRow> spare = new AtomicReference<>();

    CsvEncoding(CsvColumns<R> columns, boolean protect, LeftOutKeys.Watch<R> leftOut) {
        this.columns = columns;
        this.protect = protect;
        this.leftOut = leftOut;
    }

    @Override
    public void begin(Envelope envelope, OutputStream out) throws IOException {
        CsvRow header = new CsvRow(false);
        for (String name : columns.names()) {
            header.text(name);
        }
        header.end(out);
    }

    @Override
    public void record(R record, OutputStream out) throws IOException {
        leftOut.look(record);
        CsvRow waiting = spare.getAndSet(null);
        CsvRow row = waiting == null ? new CsvRow(protect) : waiting;
        columns.write(record, row);
        row.end(out);
        if (row.small()) {
            spare.set(row);
        }
    }

    @Override
    public byte[] separator() {
        return NOTHING;
    }

    @Override
    public void end(Envelope envelope, OutputStream out) {}
}
