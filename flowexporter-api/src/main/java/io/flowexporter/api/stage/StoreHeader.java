package io.flowexporter.api.stage;

import io.flowexporter.api.object.Envelope;
import io.flowexporter.api.object.ObjectInfo;

/** Puts fields around an object's records. Called by several threads at once. */
@FunctionalInterface
public interface StoreHeader extends Stage {
    /** The fields of that object; its key is without a suffix. */
    Envelope envelope(ObjectInfo info);
}
