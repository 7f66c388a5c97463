package io.flowexporter.api.object;

/**
 * A compressed piece of an object, made and understood by one compressor.
 *
 * @param bytes the piece; must not be changed
 * @param rawSize how many bytes it had before
 * @param check whatever the compressor needs to join it with others, such as a CRC-32
 */
public record Part(byte[] bytes, int rawSize, long check) {}
