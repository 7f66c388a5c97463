package io.flowexporter.vpclogs;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.TcpMetric;

/**
 * TCP flags as AWS adds them up over an interval: FIN 1, SYN 2, RST 4, SYN with ACK 18. Skydive tells when it saw the
 * first of each; the SYN of the side that did not send the first packet is the one with ACK. 0 for what is not TCP, unknown
 * if the capture did not look at flags.
 *
 * @param fromA those from A to B
 * @param fromB those from B to A
 */
record TcpFlags(long fromA, long fromB) {
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int SYN_ACK = 18;

    private static final TcpFlags NONE = new TcpFlags(0, 0);
    private static final TcpFlags NOT_LOOKED_AT = new TcpFlags(AwsFlowLog.UNKNOWN, AwsFlowLog.UNKNOWN);

    static TcpFlags of(Flow flow, Interval interval) {
        if (!flow.transport().protocol().equals("TCP")) {
            return NONE;
        }
        TcpMetric tcp = flow.tcpMetric();
        return tcp.present()
                ? new TcpFlags(
                        flags(interval, tcp.abSynStart(), SYN, tcp.abFinStart(), tcp.abRstStart()),
                        flags(interval, tcp.baSynStart(), SYN_ACK, tcp.baFinStart(), tcp.baRstStart()))
                : NOT_LOOKED_AT;
    }

    private static long flags(Interval interval, long syn, int ofSyn, long fin, long rst) {
        return (interval.has(syn) ? ofSyn : 0) | (interval.has(fin) ? FIN : 0) | (interval.has(rst) ? RST : 0);
    }

    /** Those of both sides. */
    long both() {
        // Either both are known or neither is, and unknown is all bits.
        return fromA | fromB;
    }
}
