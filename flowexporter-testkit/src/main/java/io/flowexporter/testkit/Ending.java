package io.flowexporter.testkit;

/** How a connection ends. */
public enum Ending {
    /** The end of the stream (FIN), without a close frame. */
    FIN,
    /** A reset (RST). */
    RESET,
    /** Not at all: nothing is sent or answered any more, as after a power cut. */
    SILENCE,
    /** A close frame (1000), then the end of the stream. */
    CLOSE_FRAME
}
