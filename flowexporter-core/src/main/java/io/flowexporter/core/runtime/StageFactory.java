package io.flowexporter.core.runtime;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.Problem;
import io.flowexporter.api.StageKind;
import io.flowexporter.api.StageSpec;
import io.flowexporter.api.object.Layout;
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
import io.flowexporter.core.compress.NoCompression;
import io.flowexporter.core.flow.Flows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the stages of a pipeline. The builder has checked, by its types, that they fit; here their type parameters are
 * gone, so this is the one place that casts.
 */
final class StageFactory {
    private final Pipeline pipeline;
    private final Surroundings surroundings;
    private final List<Problem> problems = new ArrayList<>();

    StageFactory(Pipeline pipeline, Surroundings surroundings) {
        this.pipeline = pipeline;
        this.surroundings = surroundings;
    }

    /**
     * Makes them.
     *
     * @throws ConfigurationException if any can't be made; names all of those
     */
    <R> Stages<R> make() {
        Optional<Topology> topology = make(StageKind.TOPOLOGY);
        topology.ifPresent(surroundings::topology);
        Optional<Source> source = make(StageKind.SUBSCRIBER);
        Optional<Classifier> classifier = make(StageKind.CLASSIFY);
        Optional<Filter> filter = make(StageKind.FILTER);
        Optional<Transform<R>> transform = make(StageKind.TRANSFORM);
        Optional<StageSpec<?>> mangler = pipeline.stage(StageKind.MANGLE);
        boolean acrossTags = mangler.map(spec -> spec.type().acrossTags()).orElse(false);
        Optional<Mangler<Tagged<R>>> across = acrossTags ? make(StageKind.MANGLE) : Optional.empty();
        // One is made to find mistakes in its settings now; each tag gets its own when its first flow comes.
        Optional<Stages.Manglers<R>> manglers = mangler.filter(spec -> !acrossTags)
                .filter(spec -> create(spec).isPresent())
                .map(spec -> tag -> StageFactory.<Mangler<R>>cast(spec.create(surroundings.of(spec))));
        Optional<Object> store = make(StageKind.STORE);
        Optional<StoreHeader> header = make(StageKind.STOREHEADER);
        Optional<Encoder<? super R>> encoder = make(StageKind.ENCODE);
        Optional<Compressor> compressor = make(StageKind.COMPRESS);
        Optional<Account> account = make(StageKind.ACCOUNT);
        Optional<ObjectWriter> writer = make(StageKind.WRITE);
        if (problems.isEmpty()) {
            encoder.ifPresent(present -> this.<R>check(present, header.isPresent() ? Layout.ENVELOPED : Layout.BARE));
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException("pipeline '" + pipeline.name() + "'", problems);
        }
        Optional<Sink<R>> sink = store.filter(Sink.class::isInstance).map(StageFactory::cast);
        Optional<Stages.Objects<R>> objects = store.filter(Store.class::isInstance)
                .map(Store.class::cast)
                .map(policy -> new Stages.Objects<>(
                        policy,
                        header,
                        encoder.orElseThrow(),
                        compressor.orElseGet(NoCompression::new),
                        account,
                        writer.orElseThrow(),
                        this.<R>type()));
        return new Stages<>(
                topology, source.orElseThrow(), classifier, filter, transform, manglers, across, sink, objects);
    }

    /** An encoder that can't write such records says so here, and not when the first one comes. */
    private <R> void check(Encoder<? super R> encoder, Layout layout) {
        StageSpec<?> spec = pipeline.stage(StageKind.ENCODE).orElseThrow();
        try {
            this.<R>type().ifPresent(type -> encoder.encoding(type, layout));
        } catch (Throwable e) {
            problems.add(problem(spec, e));
        }
    }

    private <R> Optional<RecordType<R>> type() {
        if (pipeline.stage(StageKind.TRANSFORM).isEmpty()) {
            return Optional.of(cast(Flows.TYPE));
        }
        return pipeline.recordType().map(StageFactory::cast);
    }

    private <S> Optional<S> make(StageKind kind) {
        return pipeline.stage(kind).flatMap(this::create).map(StageFactory::cast);
    }

    private Optional<Object> create(StageSpec<?> spec) {
        try {
            return Optional.of(spec.create(surroundings.of(spec)));
        } catch (Throwable e) {
            problems.add(problem(spec, e));
            return Optional.empty();
        }
    }

    private static Problem problem(StageSpec<?> spec, Throwable failure) {
        Exception cause = Failures.survivable(failure);
        return Problem.at(
                spec.type().path(),
                cause instanceof IllegalArgumentException && cause.getMessage() != null
                        ? cause.getMessage()
                        : Texts.of(cause));
    }

    @SuppressWarnings("unchecked") // see the class comment
    private static <T> T cast(Object stage) {
        return (T) stage;
    }
}
