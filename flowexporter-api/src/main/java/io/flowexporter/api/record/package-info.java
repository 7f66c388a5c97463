/** Records that describe themselves: their fields in order, so that any encoder can write them. */
package io.flowexporter.api.record;
