package io.flowexporter.secadvisor;

import io.flowexporter.api.topology.Lookup;
import java.time.Instant;

/** A look-up that is waited for only so long, however many records want it. */
interface Awaited<V> extends Lookup<V> {
    /** Until when to wait for it. */
    Instant latest();
}
