package io.flowexporter.core.durability.spool;

/**
 * Objects, counted.
 *
 * @param objects how many
 * @param records their records
 * @param created how many of these came in for no flow
 * @param bytes their lengths together
 */
public record Sum(long objects, long records, long created, long bytes) {
    /** No object. */
    public static final Sum NONE = new Sum(0, 0, 0, 0);

    /** Both together. */
    public Sum plus(Sum other) {
        return new Sum(objects + other.objects, records + other.records, created + other.created, bytes + other.bytes);
    }

    static Sum of(Spooled object) {
        return new Sum(1, object.info().records(), object.created(), object.bytes());
    }
}
