/**
 * Pipelines from configuration files: the YAML files of the original run unchanged.
 *
 * <p>{@link io.flowexporter.core.config.PipelineFiles} reads files, {@link io.flowexporter.core.config.StageTypes} knows
 * the stage types of all plugins. Nothing here starts anything.
 */
package io.flowexporter.core.config;
