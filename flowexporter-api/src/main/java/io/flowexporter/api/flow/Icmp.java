package io.flowexporter.api.flow;

/**
 * The ICMP part of a flow.
 *
 * @param present whether the flow has one
 * @param type Skydive's name of the type, such as {@code ECHO}; {@code UNKNOWN} for any other; "" when the flow does not say
 * @param code the ICMP code
 * @param id the echo identifier, or 0
 */
public record Icmp(boolean present, String type, int code, int id) {
    /** For a flow that is no ICMP. */
    public static final Icmp NONE = new Icmp(false, "", 0, 0);
}
