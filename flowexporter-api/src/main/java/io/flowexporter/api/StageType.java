package io.flowexporter.api;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Account;
import io.flowexporter.api.stage.Classifier;
import io.flowexporter.api.stage.Compressor;
import io.flowexporter.api.stage.Encoder;
import io.flowexporter.api.stage.Filter;
import io.flowexporter.api.stage.Mangler;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.api.stage.Sink;
import io.flowexporter.api.stage.Source;
import io.flowexporter.api.stage.Store;
import io.flowexporter.api.stage.StoreHeader;
import io.flowexporter.api.stage.Tagged;
import io.flowexporter.api.stage.Transform;
import io.flowexporter.api.topology.Topology;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A kind of stage that can be named in a configuration file and used in the builder: its place, its name, its options,
 * the records it takes and makes, and how to make one. Keep it in a public constant. Immutable.
 *
 * @param <S> the stage
 */
public final class StageType<S> extends StageSpec<S> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    private final StageKind kind;
    private final String name;
    private final Class<?> accepts;
    private final Optional<Function<Settings, ? extends RecordType<?>>> produces;
    private final Factory<S> factory;
    private final List<Option<?>> options;
    private final String doc;
    private final boolean asksTopology;
    private final boolean acrossTags;
    private final boolean envelope;
    private final boolean terminal;

    private StageType(
            StageKind kind,
            String name,
            Class<?> accepts,
            Optional<Function<Settings, ? extends RecordType<?>>> produces,
            Factory<S> factory,
            List<Option<?>> options,
            String doc,
            boolean asksTopology,
            boolean acrossTags,
            boolean envelope,
            boolean terminal) {
        this.kind = kind;
        this.name = name;
        this.accepts = accepts;
        this.produces = produces;
        this.factory = factory;
        this.options = options;
        this.doc = doc;
        this.asksTopology = asksTopology;
        this.acrossTags = acrossTags;
        this.envelope = envelope;
        this.terminal = terminal;
    }

    private static <S> StageType<S> declare(
            StageKind kind, String name, Class<?> accepts, Factory<S> factory, Option<?>... options) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "Cannot name a stage type '" + name + "': use lower case, digits and '_', a letter first");
        }
        return new StageType<>(
                kind,
                name,
                accepts,
                Optional.empty(),
                Objects.requireNonNull(factory, "factory"),
                List.of(options),
                "",
                false,
                false,
                true,
                false);
    }

    /** A stage that is there already, given to a builder's step. */
    static <S> StageType<S> given(StageKind kind, S stage) {
        Objects.requireNonNull(stage, kind.section());
        return made(kind, (settings, context) -> stage);
    }

    /** A sink that is there already. */
    static <R> StageType<Sink<R>> givenSink(Sink<R> sink) {
        return given(StageKind.STORE, sink).ending();
    }

    /** A stage without a name of its own, made anew for each use. */
    static <S> StageType<S> made(StageKind kind, Factory<S> factory) {
        return declare(kind, "given", Object.class, factory);
    }

    /** Where flows come from. */
    public static StageType<Source> source(String name, Factory<Source> factory, Option<?>... options) {
        return declare(StageKind.SUBSCRIBER, name, Object.class, factory, options);
    }

    /** What finds flows' tags. */
    public static StageType<Classifier> classify(String name, Factory<Classifier> factory, Option<?>... options) {
        return declare(StageKind.CLASSIFY, name, Object.class, factory, options);
    }

    /** What takes flows away. */
    public static StageType<Filter> filter(String name, Factory<Filter> factory, Option<?>... options) {
        return declare(StageKind.FILTER, name, Object.class, factory, options);
    }

    /** What makes records of that type. */
    public static <R> StageType<Transform<R>> transform(
            String name, RecordType<R> type, Factory<Transform<R>> factory, Option<?>... options) {
        Objects.requireNonNull(type, "type");
        return transform(name, settings -> type, factory, options);
    }

    /**
     * What makes records whose fields depend on the settings, such as the version of a format.
     *
     * @param type the records' type; always of one class; asked when a pipeline is made, with settings that may lack
     *     mandatory values, so it reads such options only that have a default
     */
    public static <R> StageType<Transform<R>> transform(
            String name, Function<Settings, RecordType<R>> type, Factory<Transform<R>> factory, Option<?>... options) {
        return StageType.<Transform<R>>declare(StageKind.TRANSFORM, name, Flow.class, factory, options)
                .producing(Objects.requireNonNull(type, "type"));
    }

    /** What makes such records, which are plain Java records ({@link RecordType#of(Class)}). */
    public static <R> StageType<Transform<R>> transform(
            String name, Class<R> recordClass, Factory<Transform<R>> factory, Option<?>... options) {
        return transform(name, RecordType.of(recordClass), factory, options);
    }

    /** What changes such records, a tag's at a time. */
    public static <R> StageType<Mangler<R>> mangle(
            String name, Class<R> recordClass, Factory<Mangler<R>> factory, Option<?>... options) {
        return declare(StageKind.MANGLE, name, recordClass, factory, options);
    }

    /** What changes such records, all tags' together: one instance a pipeline. */
    public static <R> StageType<Mangler<Tagged<R>>> mangleAcrossTags(
            String name, Class<R> recordClass, Factory<Mangler<Tagged<R>>> factory, Option<?>... options) {
        return StageType.<Mangler<Tagged<R>>>declare(StageKind.MANGLE, name, recordClass, factory, options)
                .acrossAllTags();
    }

    /** What groups records into objects. */
    public static StageType<Store> store(String name, Factory<Store> factory, Option<?>... options) {
        return declare(StageKind.STORE, name, Object.class, factory, options);
    }

    /** What takes such records for good; stands in the place of a store. */
    public static <R> StageType<Sink<R>> sink(
            String name, Class<R> recordClass, Factory<Sink<R>> factory, Option<?>... options) {
        return StageType.<Sink<R>>declare(StageKind.STORE, name, recordClass, factory, options)
                .ending();
    }

    /** What puts fields around records. */
    public static StageType<StoreHeader> storeHeader(String name, Factory<StoreHeader> factory, Option<?>... options) {
        return declare(StageKind.STOREHEADER, name, Object.class, factory, options);
    }

    /** What makes bytes of such records: {@code Object} for one that writes whatever describes itself. */
    public static <R> StageType<Encoder<R>> encode(
            String name, Class<R> recordClass, Factory<Encoder<R>> factory, Option<?>... options) {
        return declare(StageKind.ENCODE, name, recordClass, factory, options);
    }

    /** What makes bytes fewer. */
    public static StageType<Compressor> compress(String name, Factory<Compressor> factory, Option<?>... options) {
        return declare(StageKind.COMPRESS, name, Object.class, factory, options);
    }

    /** What counts the objects written. */
    public static StageType<Account> account(String name, Factory<Account> factory, Option<?>... options) {
        return declare(StageKind.ACCOUNT, name, Object.class, factory, options);
    }

    /** What brings objects into a store. */
    public static StageType<ObjectWriter> write(String name, Factory<ObjectWriter> factory, Option<?>... options) {
        return declare(StageKind.WRITE, name, Object.class, factory, options);
    }

    /** Where names are looked up. */
    public static StageType<Topology> topology(String name, Factory<Topology> factory, Option<?>... options) {
        return declare(StageKind.TOPOLOGY, name, Object.class, factory, options);
    }

    private StageType<S> producing(Function<Settings, ? extends RecordType<?>> type) {
        return new StageType<>(
                kind,
                name,
                accepts,
                Optional.of(type),
                factory,
                options,
                doc,
                asksTopology,
                acrossTags,
                envelope,
                terminal);
    }

    private StageType<S> acrossAllTags() {
        return new StageType<>(
                kind, name, accepts, produces, factory, options, doc, asksTopology, true, envelope, terminal);
    }

    private StageType<S> ending() {
        return new StageType<>(
                kind, name, accepts, produces, factory, options, doc, asksTopology, acrossTags, envelope, true);
    }

    /** The same with a sentence about it, for the reference page. */
    public StageType<S> doc(String sentence) {
        return new StageType<>(
                kind,
                name,
                accepts,
                produces,
                factory,
                options,
                sentence,
                asksTopology,
                acrossTags,
                envelope,
                terminal);
    }

    /** The same, but its stages ask the analyzer's topology, so a pipeline with one needs an analyzer. */
    public StageType<S> askingTopology() {
        return new StageType<>(
                kind, name, accepts, produces, factory, options, doc, true, acrossTags, envelope, terminal);
    }

    /** The same encoder type, but it can't stand with a storeheader. */
    public StageType<S> withoutEnvelope() {
        return new StageType<>(
                kind, name, accepts, produces, factory, options, doc, asksTopology, acrossTags, false, terminal);
    }

    /** The same type with one option set. */
    public <T> Configured<S> with(Option<T> option, T value) {
        return configured().with(option, value);
    }

    /** The same type with all options at their defaults. */
    public Configured<S> configured() {
        return new Configured<>(this, Map.of());
    }

    /** Its place in a pipeline. */
    public StageKind kind() {
        return kind;
    }

    /** Its name in configuration files. */
    public String name() {
        return name;
    }

    /** The section of configuration files that its options stand in. */
    public String path() {
        return kind == StageKind.TOPOLOGY ? "analyzers" : "pipeline." + kind.section() + '.' + name;
    }

    /** The records, or what they must be instances of, that it takes. */
    public Class<?> accepts() {
        return accepts;
    }

    Optional<RecordType<?>> produces(Settings settings) {
        return produces.map(type -> type.apply(settings));
    }

    /** Its options, in the order they are shown; unmodifiable. */
    public List<Option<?>> options() {
        return options;
    }

    /** A sentence about it, or "". */
    public String doc() {
        return doc;
    }

    /** Whether its stages ask the analyzer's topology. */
    public boolean asksTopology() {
        return asksTopology;
    }

    /** Whether there is one mangler for all tags. */
    public boolean acrossTags() {
        return acrossTags;
    }

    /** Whether an encoder's records can stand inside an envelope. */
    public boolean allowsEnvelope() {
        return envelope;
    }

    /** Whether nothing can stand behind it: a sink, in the place of a store. */
    public boolean terminal() {
        return terminal;
    }

    Factory<S> factory() {
        return factory;
    }

    @Override
    public StageType<S> type() {
        return this;
    }

    @Override
    public Map<Option<?>, Object> values() {
        return Map.of();
    }
}
