package io.flowexporter.secadvisor;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.Settings;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.StageType;
import io.flowexporter.api.stage.Transform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The transform {@code secadvisor}: flows with their status and the names of who is at their ends.
 *
 * <p>An analyzer that does not answer costs names, never flows: a record waits {@link #RESOLVE_TIMEOUT} for them at most.
 */
public final class SecAdvisorRecords extends Configured<Transform<SecAdvisorRecord>> {
    private static final Predicate<Duration> POSITIVE = time -> time.toMillis() > 0;
    private static final Predicate<Duration> NOT_NEGATIVE = time -> !time.isNegative();
    private static final String MUST_BE_POSITIVE = "must be positive (seconds)";
    private static final String MUST_NOT_BE_NEGATIVE = "must not be negative (seconds)";

    /** Whether first reports are left out. */
    public static final Option<Boolean> EXCLUDE_STARTED_FLOWS = Option.bool("exclude_started_flows")
            .defaultValue(false)
            .doc("Leaves a flow's first report out; it still counts in UpdateCount.");

    /** Queries of the operator's own. */
    public static final Option<List<String>> EXTEND = Option.listOf("extend", SecAdvisorRecords::checkedEntry)
            .defaultValue(List.of())
            .doc("Queries of your own, as NAME=<gremlin> with fields of the record such as {{.Network.A}}; the first"
                    + " string answered stands under NAME in Extend.");

    /** Memory of silent flows. */
    public static final Option<Duration> FLOW_EXPIRE = Option.seconds("flow_expire")
            .defaultValue(Duration.ofMinutes(25))
            .check(POSITIVE, MUST_BE_POSITIVE)
            .doc("Seconds after its last report for which a flow's count is kept; more than twice the analyzer's own"
                    + " flow.expire (600), or a flow's end may not be known as such.");

    /** Memory of flows that ended by FIN or RST. */
    public static final Option<Duration> ENDED_FLOW_EXPIRE = Option.seconds("ended_flow_expire")
            .defaultValue(Duration.ofMinutes(1))
            .check(POSITIVE, MUST_BE_POSITIVE)
            .doc("Seconds for which a flow's count is kept after an end by FIN or RST, which may be reported again.");

    /** Memory in flows. */
    public static final Option<Integer> MAX_FLOWS = Option.integer("max_flows")
            .defaultValue(1_000_000)
            .check(count -> count >= 1 && count <= 1 << 28, "must be from 1 to 268435456 (flows)")
            .doc("How many flows are counted, at 33 bytes each; beyond, the one silent for longest is forgotten.");

    /** Patience with the analyzer. */
    public static final Option<Duration> RESOLVE_TIMEOUT = Option.seconds("resolve_timeout")
            .defaultValue(Duration.ofMillis(500))
            .check(NOT_NEGATIVE, MUST_NOT_BE_NEGATIVE)
            .doc("Seconds that a record waits for names; what is not there then is left out.");

    /** Memory of names, in number. */
    public static final Option<Integer> CACHE_SIZE = Option.integer("cache_size")
            .defaultValue(100_000)
            .check(count -> count > 0, "must be positive (names)")
            .doc("How many node types, peers and answers to extend queries are kept, of each kind.");

    /** Memory of names, in time. */
    public static final Option<Duration> CACHE_EXPIRE = Option.seconds("cache_expire")
            .defaultValue(Duration.ofMinutes(5))
            .check(POSITIVE, MUST_BE_POSITIVE)
            .doc("Seconds for which node types and peers are kept, and that there are none.");

    /** Memory of extend queries, in time. */
    public static final Option<Duration> EXTEND_CACHE_EXPIRE = Option.seconds("extend_cache_expire")
            .defaultValue(Duration.ofMinutes(10))
            .check(POSITIVE, MUST_BE_POSITIVE)
            .doc("Seconds for which answers to extend queries are kept.");

    /** Memory of failures. */
    public static final Option<Duration> FAILURE_EXPIRE = Option.seconds("failure_expire")
            .defaultValue(Duration.ofSeconds(30))
            .check(NOT_NEGATIVE, MUST_NOT_BE_NEGATIVE)
            .doc("Seconds for which nothing is asked again that the analyzer could not answer.");

    /** Whether NODATA records name the interface. */
    public static final Option<Boolean> NODATA_NAMES_INTERFACE = Option.bool("nodata_names_interface")
            .defaultValue(false)
            .doc("Puts NodeTID into NODATA records: the interface that sent nothing.");

    /** The stage type. */
    public static final StageType<Transform<SecAdvisorRecord>> TYPE = StageType.transform(
                    "secadvisor",
                    settings -> SecAdvisorRecord.type(settings.get(NODATA_NAMES_INTERFACE)),
                    SecAdvisorRecords::make,
                    EXCLUDE_STARTED_FLOWS,
                    EXTEND,
                    FLOW_EXPIRE,
                    ENDED_FLOW_EXPIRE,
                    MAX_FLOWS,
                    RESOLVE_TIMEOUT,
                    CACHE_SIZE,
                    CACHE_EXPIRE,
                    EXTEND_CACHE_EXPIRE,
                    FAILURE_EXPIRE,
                    NODATA_NAMES_INTERFACE)
            .askingTopology()
            .doc("Flows with their status and the names of the pods, containers and hosts at their ends.");

    private SecAdvisorRecords(Configured<Transform<SecAdvisorRecord>> configured) {
        super(configured);
    }

    static SecAdvisorRecords ofAll() {
        return new SecAdvisorRecords(TYPE.configured());
    }

    /** See {@link #EXCLUDE_STARTED_FLOWS}. */
    public SecAdvisorRecords excludeStarted() {
        return new SecAdvisorRecords(with(EXCLUDE_STARTED_FLOWS, true));
    }

    /**
     * Adds a query of the operator's own; see {@link #EXTEND}.
     *
     * @param name the key in {@code Extend}
     * @param gremlin such as {@code G.V().Has('RoutingTables.Src','{{.Network.A}}').Values('Host')}
     * @throws IllegalArgumentException if the query can't be used; the message says why
     */
    public SecAdvisorRecords extend(String name, String gremlin) {
        List<String> entries = new ArrayList<>(entries());
        entries.add(checkedEntry(name + '=' + gremlin));
        return new SecAdvisorRecords(with(EXTEND, List.copyOf(entries)));
    }

    @SuppressWarnings("unchecked") // an option's value is of the option's type
    private List<String> entries() {
        return (List<String>) values().getOrDefault(EXTEND, List.of());
    }

    /** See {@link #FLOW_EXPIRE}. */
    public SecAdvisorRecords flowExpire(Duration time) {
        return new SecAdvisorRecords(with(FLOW_EXPIRE, time));
    }

    /** See {@link #ENDED_FLOW_EXPIRE}. */
    public SecAdvisorRecords endedFlowExpire(Duration time) {
        return new SecAdvisorRecords(with(ENDED_FLOW_EXPIRE, time));
    }

    /** See {@link #MAX_FLOWS}. */
    public SecAdvisorRecords maxFlows(int flows) {
        return new SecAdvisorRecords(with(MAX_FLOWS, flows));
    }

    /** See {@link #RESOLVE_TIMEOUT}. */
    public SecAdvisorRecords resolveTimeout(Duration time) {
        return new SecAdvisorRecords(with(RESOLVE_TIMEOUT, time));
    }

    /** See {@link #CACHE_SIZE}. */
    public SecAdvisorRecords cacheSize(int names) {
        return new SecAdvisorRecords(with(CACHE_SIZE, names));
    }

    /** See {@link #CACHE_EXPIRE}. */
    public SecAdvisorRecords cacheExpire(Duration time) {
        return new SecAdvisorRecords(with(CACHE_EXPIRE, time));
    }

    /** See {@link #EXTEND_CACHE_EXPIRE}. */
    public SecAdvisorRecords extendCacheExpire(Duration time) {
        return new SecAdvisorRecords(with(EXTEND_CACHE_EXPIRE, time));
    }

    /** See {@link #FAILURE_EXPIRE}. */
    public SecAdvisorRecords failureExpire(Duration time) {
        return new SecAdvisorRecords(with(FAILURE_EXPIRE, time));
    }

    /** See {@link #NODATA_NAMES_INTERFACE}. */
    public SecAdvisorRecords nodataNamesInterface() {
        return new SecAdvisorRecords(with(NODATA_NAMES_INTERFACE, true));
    }

    private static String checkedEntry(String entry) {
        ExtendEntry.parse(entry);
        return entry;
    }

    private static Transform<SecAdvisorRecord> make(Settings settings, StageContext context) {
        SteadyTime time = new SteadyTime(context.clock());
        Duration wait = settings.get(RESOLVE_TIMEOUT);
        Duration keepFailure = settings.get(FAILURE_EXPIRE);
        NameService names = new NameService(
                context.topology(),
                settings.get(EXTEND).stream().map(ExtendEntry::parse).toList(),
                settings.get(CACHE_SIZE),
                new NameCache.Times(wait, settings.get(CACHE_EXPIRE), keepFailure),
                new NameCache.Times(wait, settings.get(EXTEND_CACHE_EXPIRE), keepFailure),
                time,
                context.meters());
        FlowCounts counts = new FlowCounts(
                settings.get(MAX_FLOWS), time.now(), settings.get(FLOW_EXPIRE), settings.get(ENDED_FLOW_EXPIRE));
        return new SecAdvisorTransform(
                counts, names, time, wait, settings.get(EXCLUDE_STARTED_FLOWS), context.meters());
    }
}
