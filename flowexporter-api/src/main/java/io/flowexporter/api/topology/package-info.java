/** Questions to the analyzer's topology, and answers that may come late or never. */
package io.flowexporter.api.topology;
