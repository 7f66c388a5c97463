/**
 * Shows what pipelines do over HTTP: a page, JSON, metrics and health. {@link io.flowexporter.core.status.StatusServer} is the
 * way in. It only reads: nothing that is asked of it can hold up a pipeline.
 */
package io.flowexporter.core.status;
