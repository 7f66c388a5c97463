/** Writers: what brings objects into a store. */
package io.flowexporter.core.write;
