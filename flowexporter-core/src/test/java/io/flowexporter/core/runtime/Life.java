package io.flowexporter.core.runtime;

import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.ObjectWriter;
import java.io.IOException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The way of one life of a pipeline to the store, which a kill cuts off. */
final class Life implements ObjectWriter {
    private final ObjectWriter store;
    private final boolean dead;
    private final ReadWriteLock writing = new ReentrantReadWriteLock();
    private volatile boolean killed;

    /**
     * A life.
     *
     * @param dead whether nobody is there where the store should be
     */
    Life(ObjectWriter store, boolean dead) {
        this.store = store;
        this.dead = dead;
    }

    @Override
    public void write(StoredObject object) throws IOException, InterruptedException {
        writing.readLock().lock();
        try {
            if (dead || killed) {
                throw new IOException("nobody there");
            }
            store.write(object);
        } finally {
            writing.readLock().unlock();
        }
        if (killed) {
            throw new IOException("the answer is lost");
        }
    }

    /** When this returns, nothing more of this life reaches the store. */
    void kill() {
        killed = true;
        // Until the writes that have begun are over; their answers are lost.
        writing.writeLock().lock();
        writing.writeLock().unlock();
    }
}
