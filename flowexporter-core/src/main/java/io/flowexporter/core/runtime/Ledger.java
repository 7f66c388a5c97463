package io.flowexporter.core.runtime;

/**
 * What became of all records so far. At any time {@code received + created = filtered + leftOut + lost + rejected +
 * absorbed + written + waiting}; {@link #difference()} shows if not.
 *
 * @param received flows that came from the source, those among them that could not be read included
 * @param created records that came in for no flow
 * @param filtered flows taken away by the filter
 * @param leftOut records that do not belong into the format
 * @param lost records that should have been written
 * @param rejected flows that could not be read
 * @param absorbed records that went into others
 * @param written records in objects that are in the store, or taken by a sink
 * @param waiting records that are on their way
 * @param objects objects in the store
 * @param bytes their bytes
 */
public record Ledger(
        long received,
        long created,
        long filtered,
        long leftOut,
        long lost,
        long rejected,
        long absorbed,
        long written,
        long waiting,
        long objects,
        long bytes) {
    /** Nothing happened yet. */
    public static final Ledger EMPTY = new Ledger(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** What does not add up: 0 unless a stage keeps its books wrong. */
    public long difference() {
        return received + created - filtered - leftOut - lost - rejected - absorbed - written - waiting;
    }

    /** All in one line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder()
                .append(received)
                .append(" received = ")
                .append(written)
                .append(" written + ")
                .append(filtered)
                .append(" filtered + ")
                .append(leftOut)
                .append(" left out + ")
                .append(lost)
                .append(" lost + ")
                .append(waiting)
                .append(" waiting");
        if (rejected != 0) {
            text.append(" + ").append(rejected).append(" rejected");
        }
        if (absorbed != 0) {
            text.append(" + ").append(absorbed).append(" absorbed");
        }
        if (created != 0) {
            text.append(" - ").append(created).append(" created");
        }
        if (difference() != 0) {
            text.append(" (").append(difference()).append(" unaccounted for)");
        }
        return text.toString();
    }
}
