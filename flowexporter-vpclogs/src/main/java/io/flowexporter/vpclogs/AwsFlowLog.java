package io.flowexporter.vpclogs;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.record.StatusRecord;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;

/**
 * A record of {@link AwsFlowLogs}. Texts are "" and numbers {@link #UNKNOWN} where nothing is known; both are written as
 * {@code -}. Immutable.
 *
 * @param version the version of the format
 * @param accountId the account
 * @param interfaceId the interface
 * @param source source address
 * @param target destination address
 * @param sourcePort source port
 * @param targetPort destination port
 * @param protocol the protocol's number as IANA gave it
 * @param packets packets in the interval
 * @param bytes bytes in the interval
 * @param start where the interval begins, in seconds since 1970
 * @param end where it ends, in seconds since 1970
 * @param action {@code ACCEPT} or {@code REJECT}
 * @param logStatus {@code OK}, {@code NODATA} or {@code SKIPDATA}
 * @param tcpFlags FIN, SYN, RST and SYN-ACK seen, as AWS adds them up
 * @param type {@code IPv4} or {@code IPv6}
 * @param continuity whether the report follows on from the one before; not written
 * @param nodeTid the topology id of the interface; not written
 */
public record AwsFlowLog(
        int version,
        String accountId,
        String interfaceId,
        String source,
        String target,
        long sourcePort,
        long targetPort,
        long protocol,
        long packets,
        long bytes,
        long start,
        long end,
        String action,
        String logStatus,
        long tcpFlags,
        String type,
        Continuity continuity,
        String nodeTid)
        implements StatusRecord<AwsFlowLog> {
    /** A number that is not known. */
    public static final long UNKNOWN = -1;

    public AwsFlowLog {
        Objects.requireNonNull(accountId, "accountId");
        Objects.requireNonNull(interfaceId, "interfaceId");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(logStatus, "logStatus");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(continuity, "continuity");
        Objects.requireNonNull(nodeTid, "nodeTid");
    }

    /** This record with the action {@code REJECT}. */
    public AwsFlowLog rejected() {
        return new AwsFlowLog(
                version,
                accountId,
                interfaceId,
                source,
                target,
                sourcePort,
                targetPort,
                protocol,
                packets,
                bytes,
                start,
                end,
                "REJECT",
                logStatus,
                tcpFlags,
                type,
                continuity,
                nodeTid);
    }

    /** This record: it says {@code OK} from the start. */
    @Override
    public AwsFlowLog ok() {
        return this;
    }

    @Override
    public AwsFlowLog skipData(Instant now) {
        return new Gap(version, accountId, interfaceId, nodeTid).at(now, "SKIPDATA");
    }

    @Override
    public Function<Instant, AwsFlowLog> noData() {
        Gap gap = new Gap(version, accountId, interfaceId, nodeTid);
        return now -> gap.at(now, "NODATA");
    }

    /** What is known of an interface when nothing is known of its traffic. */
    private record Gap(int version, String accountId, String interfaceId, String nodeTid) {
        AwsFlowLog at(Instant now, String status) {
            return new AwsFlowLog(
                    version,
                    accountId,
                    interfaceId,
                    "",
                    "",
                    UNKNOWN,
                    UNKNOWN,
                    UNKNOWN,
                    UNKNOWN,
                    UNKNOWN,
                    now.getEpochSecond(),
                    now.getEpochSecond(),
                    "",
                    status,
                    UNKNOWN,
                    "",
                    Continuity.UNKNOWN,
                    nodeTid);
        }
    }
}
