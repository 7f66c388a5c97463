/**
 * The way in: {@link io.flowexporter.api.Pipeline} for those who build a pipeline in code,
 * {@link io.flowexporter.api.Plugin} and {@link io.flowexporter.api.StageType} for those who ship a stage.
 */
package io.flowexporter.api;
