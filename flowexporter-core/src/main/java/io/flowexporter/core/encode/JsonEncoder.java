package io.flowexporter.core.encode;

import io.flowexporter.api.object.Layout;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Encoder;
import io.flowexporter.api.stage.Encoding;
import io.flowexporter.api.stage.JsonEncoding;

record JsonEncoder(boolean pretty) implements Encoder<Object> {
    @Override
    public <T> Encoding<T> encoding(RecordType<T> type, Layout layout) {
        return pretty ? JsonEncoding.pretty(type, layout) : JsonEncoding.compact(type, layout);
    }

    @Override
    public boolean keepsFlows() {
        return false;
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public String suffix() {
        return ".json";
    }
}
