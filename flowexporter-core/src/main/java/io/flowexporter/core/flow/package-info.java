/**
 * Flows as views over the bytes of the analyzer's messages, and the parser that makes them. Nothing here needs a JSON
 * library: one pass checks a message and notes where each value stands. The project's {@code docs/fast-path.md} explains it.
 */
package io.flowexporter.core.flow;
