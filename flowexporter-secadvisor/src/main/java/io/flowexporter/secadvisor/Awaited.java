package io.flowexporter.secadvisor;

import io.flowexporter.api.topology.Lookup;

/** A look-up that is waited for only so long, however many records want it. */
interface Awaited<V> extends Lookup<V> {
    /** Until when to wait for it, in ms since 1970. */
    long latest();
}
