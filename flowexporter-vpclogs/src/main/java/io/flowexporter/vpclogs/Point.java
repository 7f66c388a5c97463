package io.flowexporter.vpclogs;

/** One of the two capture points of the mangler {@code action}. */
enum Point {
    /** The one whose view of a connection is written. */
    ONE,
    /** The other one. */
    TWO
}
