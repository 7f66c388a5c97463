package io.flowexporter.vpclogs;

import io.flowexporter.api.flow.Metric;

/**
 * Bytes and packets of a connection, from its initiator and from its target. Immutable.
 *
 * @param bytesFromInitiator bytes from the initiator to the target
 * @param packetsFromInitiator packets from the initiator to the target
 * @param bytesFromTarget bytes from the target to the initiator
 * @param packetsFromTarget packets from the target to the initiator
 */
public record Counters(
        long bytesFromInitiator, long packetsFromInitiator, long bytesFromTarget, long packetsFromTarget) {
    /** All four are 0. */
    public static final Counters ZERO = new Counters(0, 0, 0, 0);

    static Counters of(Metric metric) {
        return new Counters(metric.abBytes(), metric.abPackets(), metric.baBytes(), metric.baPackets());
    }

    /** Whether all four are 0. */
    public boolean idle() {
        return equals(ZERO);
    }

    Counters minus(Counters other) {
        return new Counters(
                bytesFromInitiator - other.bytesFromInitiator,
                packetsFromInitiator - other.packetsFromInitiator,
                bytesFromTarget - other.bytesFromTarget,
                packetsFromTarget - other.packetsFromTarget);
    }

    /** Of each counter the lesser one. */
    Counters least(Counters other) {
        return new Counters(
                Math.min(bytesFromInitiator, other.bytesFromInitiator),
                Math.min(packetsFromInitiator, other.packetsFromInitiator),
                Math.min(bytesFromTarget, other.bytesFromTarget),
                Math.min(packetsFromTarget, other.packetsFromTarget));
    }

    /** Of each counter the greater one. */
    Counters greatest(Counters other) {
        return new Counters(
                Math.max(bytesFromInitiator, other.bytesFromInitiator),
                Math.max(packetsFromInitiator, other.packetsFromInitiator),
                Math.max(bytesFromTarget, other.bytesFromTarget),
                Math.max(packetsFromTarget, other.packetsFromTarget));
    }

    /** As somebody says it who takes the initiator for the target. */
    Counters swapped() {
        return new Counters(bytesFromTarget, packetsFromTarget, bytesFromInitiator, packetsFromInitiator);
    }
}
