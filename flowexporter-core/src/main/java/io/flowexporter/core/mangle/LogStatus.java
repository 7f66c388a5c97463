package io.flowexporter.core.mangle;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Factory;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.record.StatusRecord;
import io.flowexporter.api.stage.Mangler;
import java.time.Duration;

/**
 * The mangler {@code logstatus}: says in the log itself what is missing from it. Each record gets the status
 * {@code OK}; a report that was lost adds a record {@code SKIPDATA}, an interface that fell silent one {@code NODATA}.
 *
 * <pre>{@code
 * .mangle(LogStatus.records())
 * .mangle(LogStatus.records().noDataAfter(Duration.ofMinutes(5)))
 * }</pre>
 *
 * <p>It takes the records of any transform whose records are {@link StatusRecord}s; after another one it does not
 * compile.
 *
 * @param <R> the record; always that of the pipeline it is given to
 */
public final class LogStatus<R extends StatusRecord<R>> extends Configured<Mangler<R>> {
    /** Silence of an interface. */
    public static final Option<Duration> NODATA_AFTER = Option.seconds("nodata_after")
            .defaultValue(Duration.ofSeconds(180))
            .check(LogStatus::positive, "must be positive (seconds)")
            .doc("An interface that sends no report of a tag for so many seconds gets one NODATA record.");

    /** How long a silent interface is known. */
    public static final Option<Duration> FORGET_AFTER = Option.seconds("forget_after")
            .defaultValue(Duration.ofHours(1))
            .check(LogStatus::positive, "must be positive (seconds)")
            .doc("So many seconds after its last report a silent interface is forgotten.");

    /** Interfaces known. */
    public static final Option<Integer> MAX_INTERFACES = Option.integer("max_interfaces")
            .defaultValue(100_000)
            .check(count -> count > 0, "must be positive (interfaces)")
            .doc("At most so many interfaces are known a tag; the one silent for longest gives way (counted).");

    /** The stage type; in the builder, {@link #records()} takes its place. */
    public static final StageType<? extends Mangler<?>> TYPE = declared();

    private LogStatus(Configured<Mangler<R>> values) {
        super(values);
    }

    private static boolean positive(Duration time) {
        return !time.isNegative() && !time.isZero();
    }

    private static <R extends StatusRecord<R>> StageType<Mangler<R>> declared() {
        Factory<Mangler<R>> factory = (settings, context) -> new LogStatusMangler<>(
                settings.get(NODATA_AFTER), settings.get(FORGET_AFTER), settings.get(MAX_INTERFACES), context);
        return StageType.mangle("logstatus", statusRecord(), factory, NODATA_AFTER, FORGET_AFTER, MAX_INTERFACES)
                .doc("Marks records as OK, and adds records for lost reports and for silent interfaces.");
    }

    @SuppressWarnings("unchecked") // a class literal has no type arguments
    private static <R extends StatusRecord<R>> Class<R> statusRecord() {
        return (Class<R>) (Class<?>) StatusRecord.class;
    }

    @SuppressWarnings("unchecked") // its stages ask nothing of a record but to be a status record, whichever
    private static <R extends StatusRecord<R>> LogStatus<R> of(Configured<? extends Mangler<?>> values) {
        return new LogStatus<>((Configured<Mangler<R>>) values);
    }

    /** For the records of the pipeline that it is given to. */
    public static <R extends StatusRecord<R>> LogStatus<R> records() {
        return of(TYPE.configured());
    }

    /** See {@link #NODATA_AFTER}; for the records of the pipeline that the result is given to. */
    public <S extends StatusRecord<S>> LogStatus<S> noDataAfter(Duration silence) {
        return of(with(NODATA_AFTER, silence));
    }

    /** See {@link #FORGET_AFTER}; for the records of the pipeline that the result is given to. */
    public <S extends StatusRecord<S>> LogStatus<S> forgetAfter(Duration silence) {
        return of(with(FORGET_AFTER, silence));
    }

    /** See {@link #MAX_INTERFACES}; for the records of the pipeline that the result is given to. */
    public <S extends StatusRecord<S>> LogStatus<S> maxInterfaces(int interfaces) {
        return of(with(MAX_INTERFACES, interfaces));
    }
}
