package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.ObjectDraft;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.stage.ObjectWriter;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Straight from the memory into the store. */
final class MemoryExit<R> implements Exit<R> {
    private final Delivery<ClosedObject<R>, Void> delivery;

    /**
     * A way out.
     *
     * @param deliveries makes the delivery
     */
    MemoryExit(ObjectOutput<R> output, ObjectWriter writer, AccountLog account, Books books, Deliveries deliveries) {
        this.delivery = deliveries.to(new Delivery.Place<ClosedObject<R>, Void>() {
            @Override
            public ObjectInfo info(ClosedObject<R> object) {
                return object.stored().info();
            }

            @Override
            public long bytes(ClosedObject<R> object) {
                // It is in the memory in any case.
                return 0;
            }

            @Override
            public Void write(ClosedObject<R> object) throws Exception {
                writer.write(object.stored());
                account.written(object.stored());
                return null;
            }

            @Override
            public void delivered(ClosedObject<R> object, Void there) {
                object.lane().secured(object);
                books.written(object.stored().info(), object.stored().size());
            }

            @Override
            public void keyTaken(ClosedObject<R> object) {
                ObjectDraft moved = output.rekey(object.draft());
                object.moveTo(moved, output.info(moved, object.growing()));
            }

            @Override
            public void refused(ClosedObject<R> object, Exception cause) {
                object.lane().refused(object, cause);
            }
        });
    }

    @Override
    public void take(ClosedObject<R> object) {
        delivery.add(object.lane().tag(), object);
    }

    @Override
    public boolean withdraw(Tag tag, ClosedObject<R> object) {
        return delivery.withdraw(tag, mine -> mine == object);
    }

    @Override
    public void progress() {
        delivery.progress();
    }

    @Override
    public boolean busy() {
        return delivery.busy();
    }

    @Override
    public int objects() {
        return delivery.size();
    }

    @Override
    public long secured() {
        return 0;
    }

    @Override
    public int leftMemory() {
        return 0;
    }

    @Override
    public void addWaiting(Map<String, Long> byTag) {
        // All of them are in the memory.
    }

    @Override
    public Optional<Instant> oldest() {
        return Optional.empty();
    }

    @Override
    public boolean full() {
        return false;
    }

    @Override
    public Optional<Delivery.Trouble> trouble() {
        return delivery.trouble();
    }

    @Override
    public void writeNoMore() {
        delivery.writeNoMore();
    }
}
