/**
 * Runs pipelines. {@link io.flowexporter.core.runtime.PipelineRunner} is the way in; all else is not public.
 *
 * <p>One thread a pipeline polls the source and calls all stages up to the store; workers encode and compress; writers
 * bring objects into the store. Workers and writers hand their results back as completions, which the pipeline's thread
 * runs, so that all state belongs to that thread.
 */
package io.flowexporter.core.runtime;
