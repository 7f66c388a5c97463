package io.flowexporter.core.store;

import io.flowexporter.api.State;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.ObjectDraft;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Names objects: {@code <prefix>/<tag>/<stream id>/<8-digit sequence>}. A stream groups a tag's objects of a time; its id
 * is the second it began in, and never goes back, so that no name comes twice. Layout: the original's.
 */
final class Streams {
    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final String bucket;
    private final String prefix;
    private final Duration length;
    private final State state;
    private final Map<Tag, Stream> streams = new HashMap<>();

    /** A tag's stream: where it began, and the number of its next object. */
    private record Stream(Instant began, int next) {
        String id() {
            return ID.format(began);
        }

        @Override
        public String toString() {
            return began.getEpochSecond() + ":" + next;
        }

        static Optional<Stream> parse(String text) {
            String[] parts = text.split(":", -1);
            try {
                return parts.length == 2
                        ? Optional.of(
                                new Stream(Instant.ofEpochSecond(Long.parseLong(parts[0])), Integer.parseInt(parts[1])))
                        : Optional.empty();
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
    }

    Streams(String bucket, String prefix, Duration length, State state) {
        this.bucket = bucket;
        this.prefix = prefix;
        this.length = length;
        this.state = state;
    }

    /** The next object of a tag, made at {@code now}, that covers the time from {@code first}. */
    ObjectDraft next(Tag tag, Instant first, Instant now) {
        Optional<Stream> current = current(tag);
        Stream stream = current.filter(
                        known -> !length.isZero() && now.isBefore(known.began().plus(length)))
                .orElseGet(() -> begin(current, now));
        return ObjectDraft.of(bucket, name(tag, stream), first, now);
    }

    /** Another name for an object whose name is taken: in a new stream, unless there is one since. */
    ObjectDraft other(ObjectDraft taken, Instant now) {
        String rest = taken.key().substring(prefix.length() + 1);
        Tag tag = Tag.of(rest.substring(0, rest.indexOf('/')));
        Optional<Stream> current = current(tag);
        boolean ofCurrent = current.map(known -> taken.key().startsWith(directory(tag, known)))
                .orElse(true);
        Stream stream = ofCurrent ? begin(current, now) : current.get();
        return taken.withKey(name(tag, stream));
    }

    private Optional<Stream> current(Tag tag) {
        Stream known = streams.get(tag);
        return known != null ? Optional.of(known) : state.get(key(tag)).flatMap(Stream::parse);
    }

    private static Stream begin(Optional<Stream> before, Instant now) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        Instant began = before.map(last -> last.began().plusSeconds(1))
                .filter(earliest -> earliest.isAfter(second))
                .orElse(second);
        return new Stream(began, 0);
    }

    private String name(Tag tag, Stream stream) {
        Stream after = new Stream(stream.began(), stream.next() + 1);
        streams.put(tag, after);
        state.put(key(tag), after.toString());
        return directory(tag, stream) + String.format(Locale.ROOT, "%08d", stream.next());
    }

    private String directory(Tag tag, Stream stream) {
        return prefix + '/' + tag + '/' + stream.id() + '/';
    }

    private static String key(Tag tag) {
        return "stream." + tag;
    }
}
