package io.flowexporter.s3;

import java.io.IOException;

/** The right to use a store. Safe for several threads. */
interface Access {
    /**
     * What lets the next request in.
     *
     * @throws IOException if there is no pass to be had now
     */
    Pass pass() throws IOException, InterruptedException;

    /**
     * Told that the store did not let a pass in.
     *
     * @return whether the next pass may do better
     */
    boolean refused(Pass pass) throws InterruptedException;
}
