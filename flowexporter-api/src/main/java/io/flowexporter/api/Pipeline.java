package io.flowexporter.api;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Account;
import io.flowexporter.api.stage.Classifier;
import io.flowexporter.api.stage.Compressor;
import io.flowexporter.api.stage.Encoder;
import io.flowexporter.api.stage.Filter;
import io.flowexporter.api.stage.Mangler;
import io.flowexporter.api.stage.Mapper;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.api.stage.Sink;
import io.flowexporter.api.stage.Source;
import io.flowexporter.api.stage.Store;
import io.flowexporter.api.stage.StoreHeader;
import io.flowexporter.api.stage.Tagged;
import io.flowexporter.api.stage.Transform;
import io.flowexporter.api.topology.Topology;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A checked plan of a pipeline: which stages, with which settings. A value that runs nothing; core's
 * {@code PipelineRunner} runs it, as often as wanted. Immutable.
 *
 * <p>The builder's steps are immutable too, so a half-built pipeline can be forked. A step offers just what can come
 * next; what does not fit together does not compile.
 */
public final class Pipeline {
    private final Plan plan;

    private Pipeline(Plan plan) {
        this.plan = plan;
    }

    /**
     * Begins a pipeline.
     *
     * @param name stands in logs and metrics: 1 to 64 characters out of {@code A-Z a-z 0-9 . _ -}
     */
    public static From builder(String name) {
        return new From(Plan.named(name));
    }

    /** The pipeline's name. */
    public String name() {
        return plan.name();
    }

    /** The stages in the order of the flow of data; those left out are not in it. Unmodifiable. */
    public List<StageSpec<?>> stages() {
        return plan.stages();
    }

    /** The stage at that place. */
    public Optional<StageSpec<?>> stage(StageKind kind) {
        return plan.stage(kind);
    }

    /** The records that are stored; empty if a lambda makes them, so that only the first of them will tell. */
    public Optional<RecordType<?>> recordType() {
        return plan.recordType();
    }

    /** Who is told what happens; unmodifiable. */
    public List<PipelineListener> listeners() {
        return plan.listeners();
    }

    /** The name and the types of the stages: {@code edge: skydive → subnet → buffered → json → gzip → s3}. */
    @Override
    public String toString() {
        return plan.toString();
    }

    /** Takes the source. */
    public static final class From {
        private final Plan plan;

        From(Plan plan) {
            this.plan = plan;
        }

        /** The same with an analyzer to look names up at. */
        public From topology(StageSpec<? extends Topology> topology) {
            return new From(plan.with(topology));
        }

        /** Where flows come from. */
        public Classify from(StageSpec<? extends Source> source) {
            return new Classify(plan.with(source));
        }

        /** Where flows come from. */
        public Classify from(Source source) {
            return from(StageType.given(StageKind.SUBSCRIBER, source));
        }
    }

    /** Takes a classifier, or any later stage: then all flows have the tag {@code other}. */
    public static final class Classify extends ToFilter {
        Classify(Plan plan) {
            super(plan);
        }

        /** What finds flows' tags. */
        public ToFilter classify(StageSpec<? extends Classifier> classifier) {
            return new ToFilter(plan().with(classifier));
        }

        /** What finds flows' tags. */
        public ToFilter classify(Classifier classifier) {
            return classify(StageType.given(StageKind.CLASSIFY, classifier));
        }
    }

    /** Takes a filter, or any later stage. */
    public static sealed class ToFilter extends ToTransform permits Classify {
        ToFilter(Plan plan) {
            super(plan);
        }

        /** What takes flows away. */
        public ToTransform filter(StageSpec<? extends Filter> filter) {
            return new ToTransform(plan().with(filter));
        }

        /** What takes flows away. */
        public ToTransform filter(Filter filter) {
            return filter(StageType.given(StageKind.FILTER, filter));
        }
    }

    /** Takes a transform, or any later stage: then the records are the flows. */
    public static sealed class ToTransform extends ToMangle<Flow> permits ToFilter {
        ToTransform(Plan plan) {
            super(plan);
        }

        /** What makes records. */
        public <R> ToMangle<R> transform(StageSpec<? extends Transform<R>> transform) {
            return new ToMangle<>(plan().with(transform));
        }

        /** What makes records of that type. */
        public <R> ToMangle<R> transform(RecordType<R> type, Transform<R> transform) {
            return transform(StageType.transform("given", type, (settings, context) -> transform));
        }

        /** What makes records; they are plain Java records, if they are to be encoded. */
        public <R> ToMangle<R> transform(Transform<R> transform) {
            return transform(StageType.given(StageKind.TRANSFORM, transform));
        }

        /** What makes a record of a flow; null leaves it out. They are plain Java records, if they are to be encoded. */
        public <R> ToMangle<R> transform(Mapper<R> mapper) {
            return transform(MapperTransform.of(mapper));
        }
    }

    /**
     * Takes a mangler, or any later stage.
     *
     * @param <R> the records
     */
    public static sealed class ToMangle<R> extends ToStore<R> permits ToTransform {
        ToMangle(Plan plan) {
            super(plan);
        }

        /** What changes records, one for each tag. */
        public ToStore<R> mangle(StageSpec<? extends Mangler<R>> mangler) {
            return new ToStore<>(plan().with(mangler));
        }

        /** What changes records; called for each tag. */
        public ToStore<R> mangle(Supplier<? extends Mangler<R>> mangler) {
            return mangle(StageType.<Mangler<R>>made(StageKind.MANGLE, (settings, context) -> mangler.get()));
        }

        /** What changes records of all tags together. */
        public ToStore<R> mangleAcrossTags(StageSpec<? extends Mangler<Tagged<R>>> mangler) {
            return new ToStore<>(plan().with(mangler));
        }
    }

    /**
     * Takes a store or a sink.
     *
     * @param <R> the records
     */
    public static sealed class ToStore<R> permits ToMangle {
        private final Plan plan;

        ToStore(Plan plan) {
            this.plan = plan;
        }

        final Plan plan() {
            return plan;
        }

        /** What groups records into objects. */
        public Header<R> store(StageSpec<? extends Store> store) {
            return new Header<>(plan.with(store));
        }

        /** What groups records into objects. */
        public Header<R> store(Supplier<? extends Store> store) {
            return store(StageType.store("given", (settings, context) -> store.get()));
        }

        /** What takes records for good. */
        public Done sink(StageSpec<? extends Sink<? super R>> sink) {
            return new Done(plan.with(sink));
        }

        /** What takes records for good. */
        public Done sink(Sink<? super R> sink) {
            return sink(StageType.givenSink(sink));
        }
    }

    /**
     * Takes a store header, or an encoder.
     *
     * @param <R> the records
     */
    public static final class Header<R> extends ToBytes<R> {
        Header(Plan plan) {
            super(plan);
        }

        /** What puts fields around records. */
        public ToBytes<R> storeHeader(StageSpec<? extends StoreHeader> header) {
            return new ToBytes<>(plan().with(header));
        }

        /** What puts fields around records. */
        public ToBytes<R> storeHeader(StoreHeader header) {
            return storeHeader(StageType.given(StageKind.STOREHEADER, header));
        }
    }

    /**
     * Takes an encoder.
     *
     * @param <R> the records
     */
    public static sealed class ToBytes<R> permits Header {
        private final Plan plan;

        ToBytes(Plan plan) {
            this.plan = plan;
        }

        final Plan plan() {
            return plan;
        }

        /** What makes bytes of records. */
        public Compress encode(StageSpec<? extends Encoder<? super R>> encoder) {
            return new Compress(plan.with(encoder));
        }

        /** What makes bytes of records. */
        public Compress encode(Encoder<? super R> encoder) {
            return encode(StageType.given(StageKind.ENCODE, encoder));
        }
    }

    /** Takes a compressor, or any later stage: then objects are as the encoder made them. */
    public static final class Compress extends ToAccount {
        Compress(Plan plan) {
            super(plan);
        }

        /** What makes bytes fewer. */
        public ToAccount compress(StageSpec<? extends Compressor> compressor) {
            return new ToAccount(plan().with(compressor));
        }

        /** What makes bytes fewer. */
        public ToAccount compress(Compressor compressor) {
            return compress(StageType.given(StageKind.COMPRESS, compressor));
        }
    }

    /** Takes an account, or a writer. */
    public static sealed class ToAccount extends ToWrite permits Compress {
        ToAccount(Plan plan) {
            super(plan);
        }

        /** What counts the objects written. */
        public ToWrite account(StageSpec<? extends Account> account) {
            return new ToWrite(plan().with(account));
        }

        /** What counts the objects written. */
        public ToWrite account(Account account) {
            return account(StageType.given(StageKind.ACCOUNT, account));
        }
    }

    /** Takes a writer. */
    public static sealed class ToWrite permits ToAccount {
        private final Plan plan;

        ToWrite(Plan plan) {
            this.plan = plan;
        }

        final Plan plan() {
            return plan;
        }

        /** What brings objects into a store. */
        public Done write(StageSpec<? extends ObjectWriter> writer) {
            return new Done(plan.with(writer));
        }

        /** What brings objects into a store. */
        public Done write(ObjectWriter writer) {
            return write(StageType.given(StageKind.WRITE, writer));
        }
    }

    /** All stages are there. */
    public static final class Done {
        private final Plan plan;

        Done(Plan plan) {
            this.plan = plan;
        }

        /** The same with one more that is told what happens. */
        public Done listener(PipelineListener listener) {
            return new Done(plan.with(listener));
        }

        /**
         * The pipeline.
         *
         * @throws ConfigurationException if options are missing or stages don't go together; it names them all
         */
        public Pipeline build() {
            plan.check();
            return new Pipeline(plan);
        }
    }
}
