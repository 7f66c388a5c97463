package io.flowexporter.api.flow;

/**
 * What the capture saw of a TCP connection's life, if it was asked for it. Times are ms since 1970, 0 means not seen.
 *
 * @param present whether the flow has a {@code TCPMetric}
 * @param abSynStart first SYN from A to B
 * @param baSynStart first SYN from B to A
 * @param abFinStart first FIN from A to B
 * @param baFinStart first FIN from B to A
 * @param abRstStart first RST from A to B
 * @param baRstStart first RST from B to A
 */
public record TcpMetric(
        boolean present,
        long abSynStart,
        long baSynStart,
        long abFinStart,
        long baFinStart,
        long abRstStart,
        long baRstStart) {
    /** For a flow without one. */
    public static final TcpMetric NONE = new TcpMetric(false, 0, 0, 0, 0, 0, 0);

    /** Whether a FIN or RST was seen from either side. */
    public boolean terminated() {
        return abFinStart != 0 || baFinStart != 0 || abRstStart != 0 || baRstStart != 0;
    }
}
