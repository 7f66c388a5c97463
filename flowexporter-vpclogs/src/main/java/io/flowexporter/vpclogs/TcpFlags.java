package io.flowexporter.vpclogs;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.TcpMetric;

/**
 * TCP flags as AWS adds them up over an interval: FIN 1, SYN 2, RST 4, SYN with ACK 18. Skydive tells when it saw the
 * first of each; the SYN of the side that did not send the first packet is the one with ACK.
 */
final class TcpFlags {
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int SYN_ACK = 18;

    private TcpFlags() {}

    /** Those from A to B; 0 for what is not TCP, unknown if the capture did not look at flags. */
    static long fromA(Flow flow, Interval interval) {
        TcpMetric tcp = flow.tcpMetric();
        return flags(flow, interval, tcp.abSynStart(), SYN, tcp.abFinStart(), tcp.abRstStart());
    }

    /** Those from B to A. */
    static long fromB(Flow flow, Interval interval) {
        TcpMetric tcp = flow.tcpMetric();
        return flags(flow, interval, tcp.baSynStart(), SYN_ACK, tcp.baFinStart(), tcp.baRstStart());
    }

    private static long flags(Flow flow, Interval interval, long syn, int ofSyn, long fin, long rst) {
        if (!flow.transport().protocol().equals("TCP")) {
            return 0;
        }
        if (!flow.tcpMetric().present()) {
            return AwsFlowLog.UNKNOWN;
        }
        return (interval.has(syn) ? ofSyn : 0) | (interval.has(fin) ? FIN : 0) | (interval.has(rst) ? RST : 0);
    }
}
