package io.flowexporter.vpclogs;

/** What the mangler {@code action} says of traffic between its two capture points. */
public enum Verdict {
    /** Nobody has looked. */
    NONE,
    /** Both capture points saw it. */
    ACCEPTED,
    /** One capture point alone saw it. */
    REJECTED
}
