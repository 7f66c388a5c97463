package io.flowexporter.s3;

import io.flowexporter.api.Plugin;
import io.flowexporter.api.StageType;
import java.util.List;

/** Brings the writer {@code s3}. */
public final class S3Plugin implements Plugin {
    /** Made by the service loader. */
    public S3Plugin() {}

    @Override
    public List<StageType<?>> stages() {
        return List.of(S3.TYPE);
    }
}
