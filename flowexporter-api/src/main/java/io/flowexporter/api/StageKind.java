package io.flowexporter.api;

/** The places that a stage can have in a pipeline, in the order of the flow of data. */
public enum StageKind {
    /** Not on the flow's way: where stages look up names. */
    TOPOLOGY("topology"),
    /** Where flows come from. */
    SUBSCRIBER("subscriber"),
    /** Finds each flow's tag. */
    CLASSIFY("classify"),
    /** Takes flows away by their tag. */
    FILTER("filter"),
    /** Makes records of flows. */
    TRANSFORM("transform"),
    /** Changes or adds records. */
    MANGLE("mangle"),
    /** Groups records into objects, or takes them for good (a sink). */
    STORE("store"),
    /** Puts fields around an object's records. */
    STOREHEADER("storeheader"),
    /** Makes bytes of records. */
    ENCODE("encode"),
    /** Makes them fewer. */
    COMPRESS("compress"),
    /** Counts what was written. */
    ACCOUNT("account"),
    /** Brings objects into a store. */
    WRITE("write");

    private final String section;

    StageKind(String section) {
        this.section = section;
    }

    /** The stage's section under {@code pipeline} in a configuration file. */
    public String section() {
        return section;
    }

    @Override
    public String toString() {
        return section;
    }
}
