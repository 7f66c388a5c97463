package io.flowexporter.examples.proof;

import io.flowexporter.core.runtime.Ledger;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A ledger on its way from a child JVM to its parent. */
record Books(
        long received,
        long created,
        long filtered,
        long leftOut,
        long lost,
        long absorbed,
        long written,
        long waiting,
        long difference) {

    static final Books NONE = new Books(0, 0, 0, 0, 0, 0, 0, 0, 0);

    static Books of(Ledger ledger) {
        return new Books(
                ledger.received(),
                ledger.created(),
                ledger.filtered(),
                ledger.leftOut(),
                ledger.lost(),
                ledger.absorbed(),
                ledger.written(),
                ledger.waiting(),
                ledger.difference());
    }

    /** Reads what {@link #toLine()} gave. */
    static Books parse(String line) {
        long[] n = Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
        return new Books(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8]);
    }

    String toLine() {
        return LongStream.of(received, created, filtered, leftOut, lost, absorbed, written, waiting, difference)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
    }

    /** Those of two lives that know nothing of each other. */
    Books plus(Books other) {
        return new Books(
                received + other.received,
                created + other.created,
                filtered + other.filtered,
                leftOut + other.leftOut,
                lost + other.lost,
                absorbed + other.absorbed,
                written + other.written,
                waiting + other.waiting,
                difference + other.difference);
    }
}
