package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.Tag;
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
import io.flowexporter.api.stage.Stage;
import io.flowexporter.api.stage.Store;
import io.flowexporter.api.stage.StoreHeader;
import io.flowexporter.api.stage.Tagged;
import io.flowexporter.api.stage.Transform;
import io.flowexporter.api.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The stages of one running pipeline.
 *
 * @param <R> the records; flows, if there is no transform
 */
record Stages<R>(
        Optional<Topology> topology,
        Source source,
        Optional<Classifier> classifier,
        Optional<Filter> filter,
        Optional<Transform<R>> transform,
        Optional<Manglers<R>> manglers,
        Optional<Mangler<Tagged<R>>> manglerAcrossTags,
        Optional<Sink<R>> sink,
        Optional<Objects<R>> objects) {

    /** Makes a mangler for each tag. */
    interface Manglers<R> {
        Mangler<R> forTag(Tag tag) throws Exception;
    }

    /** The stages that make and write objects. */
    record Objects<R>(
            Store store,
            Optional<StoreHeader> header,
            Encoder<? super R> encoder,
            Compressor compressor,
            Optional<Account> account,
            ObjectWriter writer,
            Optional<RecordType<R>> type) {}

    /** The same with another source. */
    Stages<R> withSource(Source other) {
        return new Stages<>(topology, other, classifier, filter, transform, manglers, manglerAcrossTags, sink, objects);
    }

    /** All that are there from the start, in the order of the flow of data. */
    List<Stage> inOrder() {
        List<Stage> stages = new ArrayList<>();
        stages.add(source);
        classifier.ifPresent(stages::add);
        filter.ifPresent(stages::add);
        transform.ifPresent(stages::add);
        manglerAcrossTags.ifPresent(stages::add);
        sink.ifPresent(stages::add);
        objects.ifPresent(last -> {
            stages.add(last.store());
            last.header().ifPresent(stages::add);
            stages.add(last.encoder());
            stages.add(last.compressor());
            last.account().ifPresent(stages::add);
            stages.add(last.writer());
        });
        return List.copyOf(stages);
    }

    /** Whether a stage may look at a flow, or at a view of one, later than it says to the engine. */
    boolean keepFlows() {
        // Those that make and write objects see no flow but for the encoder. Manglers come later, one for each tag.
        return manglers.isPresent()
                || Stream.of(classifier, filter, transform, manglerAcrossTags, sink, objects.map(Objects::encoder))
                        .flatMap(Optional::stream)
                        .anyMatch(Stage::keepsFlows);
    }

    /** Closes all of them, and those that were made later; one that does not close well keeps no other from it. */
    void close(List<? extends AutoCloseable> made, System.Logger logger) {
        List<AutoCloseable> all = new ArrayList<>(inOrder());
        all.addAll(made);
        topology.ifPresent(all::add);
        for (AutoCloseable stage : all) {
            try {
                stage.close();
            } catch (Throwable e) {
                logger.log(System.Logger.Level.WARNING, "A stage did not close well: " + Texts.of(e));
            }
        }
    }
}
