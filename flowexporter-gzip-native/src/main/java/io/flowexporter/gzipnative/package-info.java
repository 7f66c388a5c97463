/** The compressor {@code gzip_native}: gzip by Intel's ISA-L, several times as fast as the JDK's. */
package io.flowexporter.gzipnative;
