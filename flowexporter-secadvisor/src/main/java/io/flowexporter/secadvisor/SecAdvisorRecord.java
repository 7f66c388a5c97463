package io.flowexporter.secadvisor;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.Metric;
import io.flowexporter.api.record.Field;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.record.StatusRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A flow's report as Security Advisor takes it, format version 1.1.0. What it lacks is "", 0 or empty. Immutable.
 *
 * <p>It is a view over its {@link io.flowexporter.api.flow.Flow} and keeps that flow's message in memory; each value is made
 * when it is asked for. Who keeps a record for longer than its turn in the pipeline keeps the values that it needs.
 */
public final class SecAdvisorRecord implements StatusRecord<SecAdvisorRecord> {
    /** The version of the format. */
    public static final String VERSION = "1.1.0";

    // They stand here and not in their classes: whichever of the classes is used first, none is found half made.
    private static final RecordType<Network> NETWORK = RecordType.of(
            Network.class,
            text("Protocol", Network::protocol),
            text("A", Network::a),
            text("B", Network::b),
            text("A_Name", Network::aName),
            text("B_Name", Network::bName));

    private static final RecordType<Transport> TRANSPORT = RecordType.of(
            Transport.class, text("Protocol", Transport::protocol), text("A", Transport::a), text("B", Transport::b));

    private static final RecordType<Peer> PEER =
            RecordType.of(Peer.class, text("Type", Peer::type), text("Name", Peer::name), text("Set", Peer::set));

    private static final RecordType<Context> CONTEXT =
            RecordType.of(Context.class, Field.object("A", PEER, Context::a), Field.object("B", PEER, Context::b));

    private static final RecordType<Metric> METRIC = RecordType.<Metric>of(
                    Metric.class,
                    Field.integer("ABPackets", Metric::abPackets),
                    Field.integer("ABBytes", Metric::abBytes),
                    Field.integer("BAPackets", Metric::baPackets),
                    Field.integer("BABytes", Metric::baBytes),
                    Field.integer("Start", Metric::start),
                    Field.integer("Last", Metric::last),
                    Field.<Metric>integer("RTT", Metric::rtt).omitIfEmpty())
            .withJson(Metric::writeJson);

    private static final List<Field<SecAdvisorRecord>> FIELDS = List.of(
            text("UUID", SecAdvisorRecord::uuid),
            text("LayersPath", SecAdvisorRecord::layersPath),
            text("Version", SecAdvisorRecord::version),
            text("Status", record -> record.status().map(Status::name).orElse("")),
            text("FinishType", SecAdvisorRecord::finishType),
            Field.object("Network", NETWORK, SecAdvisorRecord::network),
            Field.object("Transport", TRANSPORT, SecAdvisorRecord::transport),
            Field.object("Context", CONTEXT, SecAdvisorRecord::context),
            Field.object("LastUpdateMetric", METRIC, record -> given(record.lastUpdateMetric())),
            Field.object("Metric", METRIC, record -> given(record.metric())),
            Field.integer("Start", SecAdvisorRecord::start),
            Field.integer("Last", SecAdvisorRecord::last),
            Field.integer("UpdateCount", SecAdvisorRecord::updateCount),
            text("NodeType", SecAdvisorRecord::nodeType),
            text("LogStatus", SecAdvisorRecord::logStatus),
            Field.map("Extend", SecAdvisorRecord::extend).omitIfEmpty());

    /** How it is written. */
    public static final RecordType<SecAdvisorRecord> TYPE = ReadyJson.of(RecordType.of(SecAdvisorRecord.class, FIELDS));

    private static final RecordType<SecAdvisorRecord> NAMING_INTERFACES = ReadyJson.of(RecordType.of(
            SecAdvisorRecord.class,
            Stream.concat(FIELDS.stream(), Stream.of(text("NodeTID", SecAdvisorRecord::silentInterface)))
                    .toList()));

    private static final String OK = "OK";
    private static final String NO_DATA = "NODATA";
    private static final String SKIP_DATA = "SKIPDATA";

    private final Report report;
    private final Names names;
    private final String logStatus;

    /** Where a flow stands. */
    public enum Status {
        /** Its first report. */
        STARTED,
        /** A later one. */
        UPDATED,
        /** Its last one, whether or not it is also its first. */
        ENDED
    }

    /**
     * The ends of a flow.
     *
     * @param protocol {@code IPV4} or {@code IPV6}
     * @param a IP address
     * @param b IP address
     * @param aName the pod at A in the form of old, or ""
     * @param bName the pod at B in the form of old, or ""
     */
    public record Network(String protocol, String a, String b, String aName, String bName) {
        public Network {
            Objects.requireNonNull(protocol, "protocol");
            Objects.requireNonNull(a, "a");
            Objects.requireNonNull(b, "b");
            Objects.requireNonNull(aName, "aName");
            Objects.requireNonNull(bName, "bName");
        }
    }

    /**
     * The ports of a flow.
     *
     * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}
     * @param a port, as text
     * @param b port, as text
     */
    public record Transport(String protocol, String a, String b) {
        public Transport {
            Objects.requireNonNull(protocol, "protocol");
            Objects.requireNonNull(a, "a");
            Objects.requireNonNull(b, "b");
        }
    }

    /**
     * Who is at the ends of a flow.
     *
     * @param a who is at A, if it is known
     * @param b who is at B, if it is known
     */
    public record Context(Optional<Peer> a, Optional<Peer> b) {
        public Context {
            Objects.requireNonNull(a, "a");
            Objects.requireNonNull(b, "b");
        }
    }

    /**
     * Who is at one end of a flow.
     *
     * @param type {@code pod}, {@code container} or {@code host}
     * @param name a pod's with its namespace: {@code shop/web-1}
     * @param set what owns a pod, such as {@code ReplicaSet:shop/web}, or ""
     */
    public record Peer(String type, String name, String set) {
        private static final String POD = "pod";
        private static final String LEGACY_BEGIN = "0_0_";
        private static final String LEGACY_END = "_0";

        public Peer {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(set, "set");
        }

        static Peer pod(String namespace, String name, String set) {
            return new Peer(POD, namespace + '/' + name, set);
        }

        static Peer container(String name) {
            return new Peer("container", name, "");
        }

        static Peer host(String name) {
            return new Peer("host", name, "");
        }

        /** The name in the form of old, which only pods have; else "". */
        String legacyName() {
            return type.equals(POD) ? LEGACY_BEGIN + plain(name) + LEGACY_END : "";
        }

        private static String plain(String name) {
            StringBuilder plain = new StringBuilder(name.length());
            for (int i = 0; i < name.length(); i = name.offsetByCodePoints(i, 1)) {
                int character = name.codePointAt(i);
                plain.append(isPlain(character) ? (char) character : '-');
            }
            return plain.toString();
        }

        private static boolean isPlain(int c) {
            return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-';
        }
    }

    private SecAdvisorRecord(Report report, Names names, String logStatus) {
        this.report = report;
        this.names = names;
        this.logStatus = logStatus;
    }

    /** How it is written, with or without the interface that a NODATA record is about. */
    static RecordType<SecAdvisorRecord> type(boolean namingInterfaces) {
        return namingInterfaces ? NAMING_INTERFACES : TYPE;
    }

    static SecAdvisorRecord of(Report report, Names names) {
        return new SecAdvisorRecord(report, names, "");
    }

    private static <R> Field<R> text(String name, Function<? super R, String> value) {
        return Field.<R>text(name, value).omitIfEmpty();
    }

    private static Optional<Metric> given(Metric metric) {
        return metric.present() ? Optional.of(metric) : Optional.empty();
    }

    /** What it says without names. */
    Report report() {
        return report;
    }

    /** The names that it says. */
    Names names() {
        return names;
    }

    /** The flow's unique id at its capture point. */
    public String uuid() {
        return report.uuid();
    }

    /** Such as {@code Ethernet/IPv4/TCP}. */
    public String layersPath() {
        return report.layersPath();
    }

    /** {@link #VERSION}; "" in a record of no flow. */
    public String version() {
        return report.status().isPresent() ? VERSION : "";
    }

    /** Where the flow stands; empty in a record of no flow. */
    public Optional<Status> status() {
        return report.status();
    }

    /** How the flow ended: {@code Timeout}, {@code SYN_FIN}, {@code SYN_RST}, or "". */
    public String finishType() {
        return report.finishType();
    }

    /** Its ends, if it has IP addresses. */
    public Optional<Network> network() {
        String a = names.legacyA();
        String b = names.legacyB();
        Optional<Network> network = report.network();
        return a.isEmpty() && b.isEmpty()
                ? network
                : network.map(bare -> new Network(bare.protocol(), bare.a(), bare.b(), a, b));
    }

    /** Its ports, if it has some. */
    public Optional<Transport> transport() {
        return report.transport();
    }

    /** Who is at its ends, if anything is known of that. */
    public Optional<Context> context() {
        return names.a().isEmpty() && names.b().isEmpty()
                ? Optional.empty()
                : Optional.of(new Context(names.a(), names.b()));
    }

    /** The change in the interval reported. */
    public Metric lastUpdateMetric() {
        return report.lastUpdateMetric();
    }

    /** The totals since the flow began. */
    public Metric metric() {
        return report.metric();
    }

    /** First packet, ms since 1970. */
    public long start() {
        return report.start();
    }

    /** Last packet, ms since 1970. */
    public long last() {
        return report.last();
    }

    /** How many reports of this flow came before. */
    public long updateCount() {
        return report.updateCount();
    }

    /** The type of the interface that the flow was captured at, or "". */
    public String nodeType() {
        return names.nodeType();
    }

    /** {@code OK}, {@code NODATA}, {@code SKIPDATA}, or "" if nothing has looked. */
    public String logStatus() {
        return logStatus;
    }

    /** What the operator's own queries answered, by name, in alphabetical order; unmodifiable. */
    public Map<String, String> extend() {
        return names.extend();
    }

    /** The interface that a NODATA record is about; else "". */
    public String silentInterface() {
        return report.silentInterface();
    }

    /** The VLAN id; not written. */
    public long linkId() {
        return report.linkId();
    }

    /** Equal for one conversation at every capture point; not written. */
    public String l3TrackingId() {
        return report.l3TrackingId();
    }

    @Override
    public String nodeTid() {
        return report.nodeTid();
    }

    @Override
    public Continuity continuity() {
        return report.continuity();
    }

    @Override
    public SecAdvisorRecord ok() {
        return new SecAdvisorRecord(report, names, OK);
    }

    @Override
    public SecAdvisorRecord skipData(Instant now) {
        return new SecAdvisorRecord(
                new MomentReport(report.uuid(), network(), "", now.toEpochMilli()), Names.NONE, SKIP_DATA);
    }

    @Override
    public Function<Instant, SecAdvisorRecord> noData() {
        String silent = report.nodeTid();
        return now -> new SecAdvisorRecord(
                new MomentReport("", Optional.empty(), silent, now.toEpochMilli()), Names.NONE, NO_DATA);
    }

    /** Such as {@code f9903bb061d7dc10 UPDATED}. */
    @Override
    public String toString() {
        return uuid() + ' ' + status().map(Status::name).orElse(logStatus);
    }
}
