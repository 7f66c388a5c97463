package io.flowexporter.api.flow;

import java.io.IOException;
import java.io.OutputStream;

/**
 * One report of a network flow, as Skydive sends it (names and rules: the project's {@code docs/flow.md}). Immutable
 * and safe for use by several threads. What the report lacks is "", 0, or the {@code NONE} of its type; never null.
 *
 * <p>A flow may be a view over the message that it came in and keeps that message in memory. A stage that keeps a flow
 * beyond the call that it got it in keeps a {@link #copy()}, or just the values that it needs. Only a transform's record
 * may be a view in its turn: the message is counted as held until the record is encoded.
 */
public interface Flow {
    /** The flow's unique id at its capture point, in hexadecimal. */
    String uuid();

    /**
     * {@link #uuid()} as a number, for compact state: the value of its hexadecimal digits if it has 1 to 16 of them,
     * else a 64-bit hash of its text.
     */
    long uuidBits();

    /** Such as {@code Ethernet/IPv4/TCP}. */
    String layersPath();

    /** Such as {@code TCP} or {@code DNS}. */
    String application();

    /** MAC addresses and VLAN id. */
    Layer link();

    /** IP addresses. */
    Layer network();

    /** Ports. */
    Layer transport();

    /** ICMP type, code and id. */
    Icmp icmp();

    /** The change in the interval that this report is about. */
    Metric lastUpdateMetric();

    /** The totals since the flow began. */
    Metric metric();

    /** Times of SYN, FIN and RST. */
    TcpMetric tcpMetric();

    /** First packet, ms since 1970. */
    long start();

    /** Last packet, ms since 1970. */
    long last();

    /** Equal for one conversation at every capture point with the same MAC addresses, in hexadecimal. */
    String trackingId();

    /** Equal for one conversation at every capture point, in hexadecimal. */
    String l3TrackingId();

    /** The enclosing flow of a tunnel, or "". */
    String parentUuid();

    /** The topology id of the interface it was captured at. */
    String nodeTid();

    /** The capture that produced it. */
    String captureId();

    /** Raw packets captured along with it. */
    long rawPacketsCaptured();

    /** How it ended, if it has. */
    FinishType finishType();

    /** The flow as compact JSON in UTF-8, unknown keys included, in the order it came in; a new array each call. */
    byte[] json();

    /**
     * Writes what {@link #json()} returns.
     *
     * @throws IOException if {@code out} does
     */
    default void writeJson(OutputStream out) throws IOException {
        out.write(json());
    }

    /**
     * Writes a value as compact JSON without making an object of it, if this flow has it at hand just as a record's
     * field of that value would be written. If not (it is not there, came in another form, or this kind of flow never
     * has) nothing is written, and the caller writes what the accessor returns.
     *
     * @return whether it was written
     * @throws IOException if {@code out} does
     */
    default boolean copyJson(FlowValue value, OutputStream out) throws IOException {
        return false;
    }

    /**
     * Writes several values at once, each with its key and a comma before that, as in
     * {@code ,"UUID":"f9903bb061d7dc10","LayersPath":"Ethernet/IPv4"}, if this flow has all of them at hand one behind the other
     * just as the members of a record would be written. If not, nothing is written.
     *
     * @param first the first value
     * @param last the last value; all those between them in the order of {@link FlowValue} are written too
     * @return whether they were written
     * @throws IOException if {@code out} does
     */
    default boolean copyMembers(FlowValue first, FlowValue last, OutputStream out) throws IOException {
        return false;
    }

    /** The length of {@link #json()} in bytes, or a close estimate. */
    int size();

    /** Whether this report follows on from the one before; {@link Continuity#UNKNOWN} until core has looked. */
    Continuity continuity();

    /** This flow with that continuity. */
    Flow withContinuity(Continuity continuity);

    /** An equal flow that keeps no more in memory than its own bytes. */
    Flow copy();
}
