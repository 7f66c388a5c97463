package io.flowexporter.core.config;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageKind;
import io.flowexporter.api.StageSpec;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.stage.Encoder;
import io.flowexporter.api.stage.Mangler;
import io.flowexporter.api.stage.Sink;
import io.flowexporter.api.stage.Source;
import io.flowexporter.api.stage.Tagged;
import io.flowexporter.api.stage.Transform;
import java.util.Map;
import java.util.Set;

/**
 * The bridge from stages found by their names to the builder, whose steps want their types. Its one unchecked cast is
 * right because a stage's kind tells what it is, and {@code build()} checks what the compiler could not.
 */
final class AnyPipeline {
    private final Map<StageKind, StageSpec<?>> stages;
    private final Set<StageKind> unknown;

    /**
     * With those stages.
     *
     * @param unknown the places whose stage could not be found: anything fits there
     */
    AnyPipeline(Map<StageKind, StageSpec<?>> stages, Set<StageKind> unknown) {
        this.stages = stages;
        this.unknown = unknown;
    }

    /** The same type with one option set to what a file says. */
    static <S, T> Configured<S> with(Configured<S> stage, Option<T> option, Object raw) {
        return stage.with(option, option.parse(raw));
    }

    /** The same type with one option set to what its absence from a file means. */
    static <S, T> Configured<S> withMissing(Configured<S> stage, Option<T> option, Option.Missing<T> missing) {
        return stage.with(option, missing.value());
    }

    /**
     * The pipeline.
     *
     * @throws io.flowexporter.api.ConfigurationException if options are missing or stages don't go together
     */
    Pipeline build(String name) {
        Pipeline.From from = Pipeline.builder(name);
        if (has(StageKind.TOPOLOGY)) {
            from = from.topology(stage(StageKind.TOPOLOGY));
        }
        Pipeline.Classify toClassify = has(StageKind.SUBSCRIBER)
                ? from.from(this.<Source>stage(StageKind.SUBSCRIBER))
                : from.from(maxWait -> FlowBatch.empty());
        Pipeline.ToFilter toFilter =
                has(StageKind.CLASSIFY) ? toClassify.classify(stage(StageKind.CLASSIFY)) : toClassify;
        Pipeline.ToTransform toTransform = has(StageKind.FILTER) ? toFilter.filter(stage(StageKind.FILTER)) : toFilter;
        Pipeline.ToStore<?> toStore = mangled(transformed(toTransform));
        return done(toStore).build();
    }

    private Pipeline.ToMangle<?> transformed(Pipeline.ToTransform toTransform) {
        if (unknown.contains(StageKind.TRANSFORM)) {
            Transform<Object> anything = (flow, out) -> {};
            return toTransform.transform(anything);
        }
        return has(StageKind.TRANSFORM)
                ? toTransform.transform(this.<Transform<Object>>stage(StageKind.TRANSFORM))
                : toTransform;
    }

    private <R> Pipeline.ToStore<R> mangled(Pipeline.ToMangle<R> toMangle) {
        if (!has(StageKind.MANGLE)) {
            return toMangle;
        }
        return stages.get(StageKind.MANGLE).type().acrossTags()
                ? toMangle.mangleAcrossTags(this.<Mangler<Tagged<R>>>stage(StageKind.MANGLE))
                : toMangle.mangle(this.<Mangler<R>>stage(StageKind.MANGLE));
    }

    private <R> Pipeline.Done done(Pipeline.ToStore<R> toStore) {
        if (has(StageKind.STORE) && stages.get(StageKind.STORE).type().terminal()) {
            return toStore.sink(this.<Sink<R>>stage(StageKind.STORE));
        }
        Pipeline.Header<R> header =
                toStore.store(stageOr(StageKind.STORE, StageType.store("unknown", AnyPipeline::none)));
        Pipeline.ToBytes<R> toBytes =
                has(StageKind.STOREHEADER) ? header.storeHeader(stage(StageKind.STOREHEADER)) : header;
        StageSpec<Encoder<Object>> encoder =
                stageOr(StageKind.ENCODE, StageType.encode("unknown", Object.class, AnyPipeline::none));
        Pipeline.Compress toCompress = toBytes.encode(encoder);
        Pipeline.ToAccount toAccount =
                has(StageKind.COMPRESS) ? toCompress.compress(stage(StageKind.COMPRESS)) : toCompress;
        Pipeline.ToWrite toWrite = has(StageKind.ACCOUNT) ? toAccount.account(stage(StageKind.ACCOUNT)) : toAccount;
        return toWrite.write(stageOr(StageKind.WRITE, StageType.write("unknown", AnyPipeline::none)));
    }

    private boolean has(StageKind kind) {
        return stages.containsKey(kind);
    }

    @SuppressWarnings("unchecked") // see the class
    private <S> StageSpec<S> stage(StageKind kind) {
        return (StageSpec<S>) stages.get(kind);
    }

    private <S> StageSpec<S> stageOr(StageKind kind, StageSpec<S> unknownStage) {
        return has(kind) ? stage(kind) : unknownStage;
    }

    /** The factory of a stage that stands in only while mistakes are collected. */
    private static <S> S none(io.flowexporter.api.Settings settings, io.flowexporter.api.StageContext context) {
        throw new IllegalStateException("Cannot make a stage of an unknown type");
    }
}
