package io.flowexporter.core.store;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.Chunk;
import io.flowexporter.api.object.ObjectDraft;
import io.flowexporter.api.object.ObjectEmitter;
import io.flowexporter.api.object.OpenObject;
import io.flowexporter.api.stage.Store;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** See {@link Direct}. */
final class DirectStore implements Store {
    /** So many records on their way are enough for a source that can wait. */
    private static final int MANY = 50_000;

    private final Streams streams;
    private final Set<Tag> tags = new HashSet<>();

    DirectStore(Streams streams) {
        this.streams = streams;
    }

    @Override
    public void add(Chunk chunk, Instant now, ObjectEmitter objects) {
        tags.add(chunk.tag());
        OpenObject object = objects.open(chunk.tag());
        object.append(chunk);
        object.close(streams.next(chunk.tag(), now, now));
    }

    @Override
    public void flush(Instant now, ObjectEmitter objects) {
        // Nothing is ever left open.
    }

    @Override
    public ObjectDraft rekey(ObjectDraft taken, Instant now) {
        return streams.other(taken, now);
    }

    @Override
    public boolean full(ObjectEmitter objects) {
        return tags.stream().anyMatch(tag -> objects.waiting(tag) >= MANY);
    }
}
