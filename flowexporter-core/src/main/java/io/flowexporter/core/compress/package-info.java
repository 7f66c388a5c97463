/** Compressors: what makes an object's bytes fewer, part by part. */
package io.flowexporter.core.compress;
