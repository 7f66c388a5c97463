package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.Tag;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Where finished objects leave the memory to. Used on the pipeline's thread. */
interface Exit<R> {
    /** Takes an object; those of a tag leave in the order they came. */
    void take(ClosedObject<R> object);

    /** Gives an object back that nothing was tried with; returns whether it did. */
    boolean withdraw(Tag tag, ClosedObject<R> object);

    /** Does what can be done next. */
    void progress();

    /** Whether objects are on their way into the store. */
    boolean busy();

    /** How many objects are on their way into the store. */
    int objects();

    /** How many records are in objects that have left the memory, but are not in the store. */
    long secured();

    /** How many objects have left the memory, but are not in the store. */
    int leftMemory();

    /** Adds how many records of each tag those objects hold. */
    void addWaiting(Map<String, Long> byTag);

    /** Where the time begins that the oldest of those objects covers. */
    Optional<Instant> oldest();

    /** Whether there is no room for more. */
    boolean full();

    /** Why nothing gets into the store now; empty if the last try succeeded. */
    Optional<Delivery.Trouble> trouble();

    /** Lets no write begin any more; those that have begun may end. */
    void writeNoMore();
}
