package io.flowexporter.core.runtime;

import io.flowexporter.api.object.Chunk;
import io.flowexporter.api.object.ObjectDraft;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.StoredObject;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** What the lanes of a pipeline need of it to bring objects into the store. Used on the pipeline's thread. */
interface ObjectServices<R> {
    PartFactory<R> parts();

    Books books();

    /** Where finished objects go. */
    Exit<R> exit();

    /** What the store put into its state since it was asked last. */
    Map<String, String> takeState();

    /** Bytes of assembled objects that are not in the store. */
    HeldBytes heldObjects();

    /** The chunk as this pipeline made it. */
    RecordChunk<R> own(Chunk chunk);

    ObjectInfo info(ObjectDraft draft, GrowingObject<R> object);

    void assemble(ObjectInfo info, List<ObjectMaker.Piece> pieces, BiConsumer<StoredObject, Throwable> done);
}
