package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.object.Envelope;
import io.flowexporter.api.object.Layout;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.Part;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Compressor;
import io.flowexporter.api.stage.Encoder;
import io.flowexporter.api.stage.Encoding;
import io.flowexporter.api.stage.StoreHeader;
import io.flowexporter.core.flow.Flows;
import io.flowexporter.core.internal.GrowingBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Makes parts of records and objects of parts. Keeps no state of an object; used by several workers at once. */
final class ObjectMaker<R> {
    private static final int SMALL = 1024;

    private final Encoder<? super R> encoder;
    private final Compressor compressor;
    private final Optional<StoreHeader> header;
    private final Layout layout;
    private volatile Optional<Encoding<R>> encoding;

    /**
     * A maker of objects.
     *
     * @param type the records' type; if empty, the first record's class tells
     */
    ObjectMaker(
            Encoder<? super R> encoder,
            Compressor compressor,
            Optional<StoreHeader> header,
            Optional<RecordType<R>> type) {
        this.encoder = encoder;
        this.compressor = compressor;
        this.header = header;
        this.layout = header.isPresent() ? Layout.ENVELOPED : Layout.BARE;
        this.encoding = type.map(known -> encoder.encoding(known, layout));
    }

    String suffix() {
        return compressor.suffix().isEmpty() ? encoder.suffix() : compressor.suffix();
    }

    String contentType() {
        return encoder.contentType();
    }

    String contentEncoding() {
        return compressor.contentEncoding();
    }

    /**
     * Encodes records into a part; one that fails is left out and does not harm the others. Used on the pipeline's thread: what it
     * has just read and made is quickest to write at once.
     *
     * @return why the first of those that failed did
     */
    Optional<Exception> encode(List<R> records, RecordPart part) {
        Encoding<R> form;
        byte[] separator;
        try {
            form = encoding(records.get(0));
            separator = form.separator();
        } catch (Throwable e) {
            records.forEach(record -> part.notEncoded());
            return Optional.of(Failures.survivable(e));
        }
        GrowingBytes bytes = part.bytes().orElseThrow();
        Optional<Exception> failure = Optional.empty();
        for (R record : records) {
            int before = bytes.size();
            if (part.hasEncoded()) {
                bytes.write(separator, 0, separator.length);
            }
            int start = bytes.size();
            try {
                form.record(record, bytes);
                part.encoded(start);
            } catch (Throwable e) {
                Exception cause = Failures.survivable(e);
                failure = failure.or(() -> Optional.of(cause));
                bytes.truncate(before);
                part.notEncoded();
            }
        }
        return failure;
    }

    /** Compresses what is encoded. Safe for use by several threads. */
    Part compress(GrowingBytes bytes) throws IOException {
        return compressor.part(bytes.array(), 0, bytes.size());
    }

    private Encoding<R> encoding(R sample) {
        Optional<Encoding<R>> known = encoding;
        if (known.isEmpty()) {
            known = Optional.of(encoder.encoding(described(sample), layout));
            encoding = known;
        }
        return known.get();
    }

    @SuppressWarnings("unchecked") // a record's class is a class of R
    private static <R> RecordType<R> described(R sample) {
        return (RecordType<R>) (sample instanceof Flow ? Flows.TYPE : RecordType.of(sample.getClass()));
    }

    /**
     * What of a part goes into an object.
     *
     * @param part the part
     * @param from how many of its bytes before compression do not
     */
    record Piece(Part part, int from) {}

    /** Makes an object of its pieces, at least one record in all. */
    StoredObject assemble(ObjectInfo info, List<Piece> pieces) throws IOException {
        Encoding<R> form = encoding.orElseThrow();
        Envelope envelope = header.map(stage -> stage.envelope(info)).orElse(Envelope.none());
        List<Part> parts = new ArrayList<>();
        GrowingBytes begin = new GrowingBytes(SMALL);
        form.begin(envelope, begin);
        add(parts, begin);
        Optional<Part> separator = separator(form);
        boolean first = true;
        for (Piece piece : pieces) {
            if (!first) {
                separator.ifPresent(parts::add);
            }
            parts.add(piece.from() == 0 ? piece.part() : cut(piece));
            first = false;
        }
        GrowingBytes end = new GrowingBytes(SMALL);
        form.end(envelope, end);
        add(parts, end);
        SharedPieces joined = new SharedPieces(parts);
        compressor.join(parts, joined);
        return StoredObject.of(info, joined.pieces());
    }

    private Part cut(Piece piece) throws IOException {
        byte[] raw = compressor.expand(piece.part());
        byte[] rest = Arrays.copyOfRange(raw, piece.from(), raw.length);
        return compressor.part(rest, 0, rest.length);
    }

    private Optional<Part> separator(Encoding<R> form) throws IOException {
        byte[] separator = form.separator();
        return separator.length == 0 ? Optional.empty() : Optional.of(compressor.part(separator, 0, separator.length));
    }

    private void add(List<Part> parts, GrowingBytes bytes) throws IOException {
        if (bytes.size() > 0) {
            parts.add(compressor.part(bytes.array(), 0, bytes.size()));
        }
    }
}
