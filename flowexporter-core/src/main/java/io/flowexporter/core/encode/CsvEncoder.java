package io.flowexporter.core.encode;

import io.flowexporter.api.StageContext;
import io.flowexporter.api.object.Layout;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Encoder;
import io.flowexporter.api.stage.Encoding;

final class CsvEncoder implements Encoder<Object> {
    private final boolean protect;
    private final LeftOutKeys leftOut;

    CsvEncoder(boolean protect, StageContext context) {
        this.protect = protect;
        this.leftOut = new LeftOutKeys(context.logger(), context.meters().counter("csv_keys_left_out"));
    }

    @Override
    public <T> Encoding<T> encoding(RecordType<T> type, Layout layout) {
        if (layout == Layout.ENVELOPED) {
            throw new IllegalArgumentException("Cannot put fields around the rows of CSV; use encode json");
        }
        return new CsvEncoding<>(CsvColumns.of(type), protect, leftOut.watching(type));
    }

    @Override
    public boolean keepsFlows() {
        return false;
    }

    @Override
    public String contentType() {
        return "text/csv";
    }

    @Override
    public String suffix() {
        return ".csv";
    }
}
