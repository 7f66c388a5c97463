package io.flowexporter.core.internal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Things that are costly to make, such as large buffers and native contexts: each is used by one thread at a time and kept
 * for the next. No more are kept than there are processors. Safe for use by several threads.
 */
public final class Spares<T> implements AutoCloseable {
    private final Supplier<? extends T> maker;
    private final Consumer<? super T> end;
    private final int most;
    private final Deque<T> spare = new ArrayDeque<>();
    private boolean closed;

    private Spares(Supplier<? extends T> maker, Consumer<? super T> end, int most) {
        this.maker = maker;
        this.end = end;
        this.most = most;
    }

    /**
     * Keeps none yet.
     *
     * @param end frees what is kept no more
     */
    public static <T> Spares<T> of(Supplier<? extends T> maker, Consumer<? super T> end) {
        return new Spares<>(maker, end, Runtime.getRuntime().availableProcessors());
    }

    /** Keeps none ever: what is made is freed after its use. */
    public static <T> Spares<T> none(Supplier<? extends T> maker, Consumer<? super T> end) {
        return new Spares<>(maker, end, 0);
    }

    /** What to do with one. */
    @FunctionalInterface
    public interface Use<T, V> {
        /** Does it; must not keep the thing. */
        V with(T thing) throws IOException;
    }

    /** Uses one. After a failure it is freed, since nobody knows what state it is in. */
    public <V> V use(Use<? super T, V> use) throws IOException {
        T thing = take();
        boolean sound = false;
        try {
            V result = use.with(thing);
            sound = true;
            return result;
        } finally {
            if (!sound || !keep(thing)) {
                end.accept(thing);
            }
        }
    }

    private T take() {
        synchronized (spare) {
            T last = spare.pollLast();
            if (last != null) {
                return last;
            }
        }
        return maker.get();
    }

    private boolean keep(T thing) {
        synchronized (spare) {
            boolean room = !closed && spare.size() < most;
            if (room) {
                spare.addLast(thing);
            }
            return room;
        }
    }

    /** Frees those that are kept; one in use is freed after its use. It can still be used, and keeps nothing then. */
    @Override
    public void close() {
        synchronized (spare) {
            closed = true;
            spare.forEach(end);
            spare.clear();
        }
    }
}
