package io.flowexporter.core.store;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.Chunk;
import io.flowexporter.api.object.ObjectDraft;
import io.flowexporter.api.object.ObjectEmitter;
import io.flowexporter.api.object.OpenObject;
import io.flowexporter.api.stage.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** See {@link Buffered}. */
final class BufferedStore implements Store {
    private static final DropReason TOO_MANY_WAIT = DropReason.lost("too_many_wait");

    private final Streams streams;
    private final int maxRecords;
    private final long maxBytes;
    private final Duration maxTime;
    private final int maxWaiting;
    private final Map<Tag, Buffer> buffers = new LinkedHashMap<>();

    /** One tag's open object and times. */
    private static final class Buffer {
        private final Tag tag;
        private Optional<OpenObject> open = Optional.empty();
        /** Where the next object's time begins: the last round of objects, at first the first record. */
        private Instant from;

        private Instant due;

        Buffer(Tag tag, Instant now, Duration maxTime) {
            this.tag = tag;
            this.from = now;
            this.due = now.plus(maxTime);
        }
    }

    BufferedStore(Streams streams, int maxRecords, long maxBytes, Duration maxTime, int maxWaiting) {
        this.streams = streams;
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
        this.maxTime = maxTime;
        this.maxWaiting = maxWaiting;
    }

    @Override
    public void add(Chunk chunk, Instant now, ObjectEmitter objects) {
        Buffer buffer = buffers.computeIfAbsent(chunk.tag(), tag -> new Buffer(tag, now, maxTime));
        Instant from = buffer.from;
        Chunk rest = chunk;
        OpenObject open = open(buffer, objects);
        while (open.records() + rest.size() > maxRecords) {
            Chunk.Split split = rest.split(maxRecords - open.records());
            open.append(split.first());
            rest = split.rest();
            close(buffer, from, now);
            open = open(buffer, objects);
        }
        open.append(rest);
        boolean full = open.records() == maxRecords || maxBytes > 0 && open.bytes() >= maxBytes;
        if (full || maxTime.isZero()) {
            close(buffer, from, now);
        }
        int over = objects.waiting(buffer.tag) - maxWaiting;
        if (over > 0) {
            objects.dropOldest(buffer.tag, over, TOO_MANY_WAIT);
        }
    }

    private static OpenObject open(Buffer buffer, ObjectEmitter objects) {
        OpenObject open = buffer.open.orElseGet(() -> objects.open(buffer.tag));
        buffer.open = Optional.of(open);
        return open;
    }

    private void close(Buffer buffer, Instant from, Instant now) {
        buffer.open.orElseThrow().close(streams.next(buffer.tag, from, now));
        buffer.open = Optional.empty();
        buffer.from = now;
        buffer.due = now.plus(maxTime);
    }

    @Override
    public void tick(Instant now, ObjectEmitter objects) {
        for (Buffer buffer : buffers.values()) {
            if (now.isBefore(buffer.due)) {
                continue;
            }
            if (waits(buffer)) {
                close(buffer, buffer.from, now);
            } else {
                buffer.due = now.plus(maxTime);
            }
        }
    }

    private static boolean waits(Buffer buffer) {
        return buffer.open.isPresent() && buffer.open.get().records() > 0;
    }

    @Override
    public void flush(Instant now, ObjectEmitter objects) {
        for (Buffer buffer : buffers.values()) {
            if (waits(buffer)) {
                close(buffer, buffer.from, now);
            }
        }
    }

    @Override
    public ObjectDraft rekey(ObjectDraft taken, Instant now) {
        return streams.other(taken, now);
    }

    @Override
    public boolean full(ObjectEmitter objects) {
        for (Buffer buffer : buffers.values()) {
            int open = buffer.open.map(OpenObject::records).orElse(0);
            int waiting = objects.waiting(buffer.tag);
            // Waiting helps only with what is closed, and on its way into the store.
            if (waiting > open && waiting >= maxWaiting - maxWaiting / 4) {
                return true;
            }
        }
        return false;
    }
}
