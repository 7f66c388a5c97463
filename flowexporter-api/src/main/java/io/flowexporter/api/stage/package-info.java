/**
 * The stages of a pipeline, in the order that data flows through them: source, classifier, filter, transform, mangler,
 * then a sink, or a store with header, encoder, compressor, account and writer.
 *
 * <p>Unless its type says otherwise, a stage is used by one thread at a time, the pipeline's. Encodings and compressors
 * run on worker threads, writers on threads of their own.
 */
package io.flowexporter.api.stage;
