package io.flowexporter.api;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.stage.Mapper;
import io.flowexporter.api.stage.Output;
import io.flowexporter.api.stage.Transform;
import java.util.Objects;

record MapperTransform<R>(Mapper<R> mapper) implements Transform<R> {
    private static final DropReason NOT_MAPPED = DropReason.leftOut("not_mapped");

    static <R> Transform<R> of(Mapper<R> mapper) {
        return new MapperTransform<>(Objects.requireNonNull(mapper, "mapper"));
    }

    @Override
    public void transform(Flow flow, Output<? super R> out) {
        R record = mapper.map(flow);
        if (record == null) {
            out.drop(NOT_MAPPED);
        } else {
            out.emit(record);
        }
    }
}
