/** Measurements of speed and memory, to be run by hand; how is said in {@code docs/measurements.md}. */
package io.flowexporter.bench;
