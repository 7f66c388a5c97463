package io.flowexporter.api.object;

/** Whether an object's records stand bare or inside an {@link Envelope}. */
public enum Layout {
    /** Nothing around the records but what the encoder puts there. */
    BARE,
    /** Inside an envelope. */
    ENVELOPED
}
