/**
 * The parts of the way of a flow, each for itself, measured with JMH. All figures are of one flow: an invocation works on the whole
 * recording.
 */
package io.flowexporter.bench.parts;
