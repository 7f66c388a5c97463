/** What was received, on the disk before anybody works on it: segments of records, and the source that fills and empties them. */
package io.flowexporter.core.durability.journal;
