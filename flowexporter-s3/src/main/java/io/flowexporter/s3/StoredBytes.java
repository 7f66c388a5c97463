package io.flowexporter.s3;

import io.flowexporter.api.object.StoredObject;
import io.minio.ByteBuffer;
import java.io.InputStream;

/** A finished object's bytes as MinIO wants them, without a copy. */
final class StoredBytes extends ByteBuffer {
    private final StoredObject object;

    StoredBytes(StoredObject object) {
        super(object.size());
        this.object = object;
    }

    @Override
    public long length() {
        return object.size();
    }

    @Override
    public InputStream inputStream() {
        return object.open();
    }
}
