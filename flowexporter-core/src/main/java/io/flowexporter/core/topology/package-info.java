/** Asks Skydive analyzers for their topology, without ever holding up who asks. */
package io.flowexporter.core.topology;
