/**
 * The replay bench: the launcher in one child JVM, an analyzer that replays recorded frames in another, CPU time from the
 * operating system. Its README says how to run it and what its columns mean.
 */
package io.flowexporter.bench.replay;
