/** Finds reports that were lost between the network and the pipeline. */
package io.flowexporter.core.continuity;
