package io.flowexporter.core.runtime;

import io.flowexporter.api.object.Chunk;
import io.flowexporter.api.object.ObjectDraft;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

/** What the lanes of a pipeline need of it to bring objects into the store. Used on the pipeline's thread. */
interface ObjectServices<R> {
    PartFactory<R> parts();

    Books books();

    WriteLog writeLog();

    Backoff backoff();

    /** Bytes of assembled objects that are not in the store. */
    HeldBytes heldObjects();

    Instant now();

    /** Whether no write may begin any more. */
    boolean writesNoMore();

    /** The chunk as this pipeline made it. */
    RecordChunk<R> own(Chunk chunk);

    ObjectInfo info(ObjectDraft draft, GrowingObject<R> object);

    ObjectDraft rekey(ObjectDraft taken);

    void assemble(ObjectInfo info, List<ObjectMaker.Piece> pieces, BiConsumer<StoredObject, Throwable> done);

    void write(StoredObject object, BiConsumer<Void, Throwable> done);
}
