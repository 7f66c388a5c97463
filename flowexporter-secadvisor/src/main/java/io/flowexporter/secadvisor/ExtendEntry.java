package io.flowexporter.secadvisor;

import io.flowexporter.api.topology.Gremlin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A query of the operator's own, with places for fields of the record: {@code {{.Network.A}}}, as in Go's templates.
 * Immutable.
 *
 * <p>Skydive's scanner ends a string at either kind of quote, whichever began it, knows no escapes, and takes NUL for the
 * end. So where strings begin and end is known before any value is: a value inside of one must be harmless there, and one
 * that stands bare must be a number.
 */
final class ExtendEntry {
    private static final String BEGIN = "{{";
    private static final String END = "}}";
    private static final int USUAL_VALUE = 20;
    private static final Pattern FIELD = Pattern.compile("[ \\t]*\\.([A-Za-z0-9_]+(?:\\.[A-Za-z0-9_]+)*)[ \\t]*");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");
    private static final Pattern OPENS_REGEX =
            Pattern.compile(".*\\bregex\\s*\\(\\s*$", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    // Of the characters that strings may have, these mean something in a pattern and are in no address or id.
    private static final Pattern ACTIVE_IN_REGEX = Pattern.compile("[+]");

    private final String name;
    private final List<Part> parts;
    private final boolean needsNames;
    private final int usualLength;

    /** Where a value stands. */
    private enum Place {
        BARE,
        IN_STRING,
        IN_REGEX;

        boolean takes(String value) {
            return switch (this) {
                case BARE -> NUMBER.matcher(value).matches();
                case IN_STRING -> value.isEmpty() || Gremlin.safe(value);
                case IN_REGEX ->
                    IN_STRING.takes(value) && !ACTIVE_IN_REGEX.matcher(value).find();
            };
        }
    }

    /** Text of the query, then a field's value. */
    private record Part(String text, TemplateFields.Value field, Place place) {}

    /** What became of a template. */
    sealed interface Filled {
        /** A query to be sent. */
        record Query(String gremlin) implements Filled {}

        /** A value could change the query. */
        record Rejected() implements Filled {}

        /** The record does not have a field. */
        record Lacking() implements Filled {}
    }

    private ExtendEntry(String name, List<Part> parts) {
        this.name = name;
        this.parts = parts;
        this.needsNames = parts.stream().anyMatch(part -> part.field().needsNames());
        this.usualLength = parts.stream()
                .mapToInt(part -> part.text().length() + USUAL_VALUE)
                .sum();
    }

    /**
     * Reads {@code NAME=<gremlin>}.
     *
     * @throws IllegalArgumentException if it is not so; the message names the entry
     */
    static ExtendEntry parse(String entry) {
        int equals = entry.indexOf('=');
        if (equals < 0) {
            throw bad(entry, "it has no '='; write it as NAME=G.V()…");
        }
        String name = entry.substring(0, equals).strip();
        String template = entry.substring(equals + 1).strip();
        if (name.isEmpty()) {
            throw bad(entry, "it has no name before the '='");
        }
        if (template.isEmpty()) {
            throw bad(entry, "it has no query behind the '='");
        }
        if (template.indexOf('\0') >= 0) {
            throw bad(entry, "it contains NUL");
        }
        return new ExtendEntry(name, new Reader(entry, template).parts());
    }

    private static IllegalArgumentException bad(String entry, String why) {
        return new IllegalArgumentException("cannot use '" + entry.replaceAll("\\p{Cntrl}", "?") + "': " + why);
    }

    private static final class Reader {
        // Stands behind the last text, where no field is.
        private static final TemplateFields.Value NOTHING =
                new TemplateFields.Value(false, (report, names) -> Optional.of(""));

        private final String entry;
        private final String template;
        private final List<Part> parts = new ArrayList<>();
        private Place place = Place.BARE;
        private final StringBuilder sinceString = new StringBuilder();

        Reader(String entry, String template) {
            this.entry = entry;
            this.template = template;
        }

        List<Part> parts() {
            int at = 0;
            for (int begin = template.indexOf(BEGIN); begin >= 0; begin = template.indexOf(BEGIN, at)) {
                int end = template.indexOf(END, begin);
                if (end < 0) {
                    throw bad(entry, "a '{{' has no '}}'");
                }
                String text = template.substring(at, begin);
                pass(text);
                parts.add(new Part(text, field(template.substring(begin + BEGIN.length(), end)), place));
                at = end + END.length();
            }
            String rest = template.substring(at);
            pass(rest);
            if (place != Place.BARE) {
                throw bad(entry, "a string of the query has no end");
            }
            parts.add(new Part(rest, NOTHING, Place.IN_STRING));
            return List.copyOf(parts);
        }

        private void pass(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"' || c == '\'') {
                    place = place == Place.BARE ? opened() : Place.BARE;
                    sinceString.setLength(0);
                } else if (place == Place.BARE) {
                    sinceString.append(c);
                }
            }
        }

        private Place opened() {
            return OPENS_REGEX.matcher(sinceString).matches() ? Place.IN_REGEX : Place.IN_STRING;
        }

        private TemplateFields.Value field(String action) {
            var matcher = FIELD.matcher(action);
            if (!matcher.matches()) {
                throw bad(
                        entry,
                        "between '{{' and '}}' can stand a field of the record, such as {{.Network.A}}, but not '"
                                + action.replaceAll("\\p{Cntrl}", "?") + "'");
            }
            return TemplateFields.find(matcher.group(1))
                    .orElseThrow(() -> bad(
                            entry,
                            "a record has no field '" + matcher.group(1) + "'; it has "
                                    + String.join(", ", TemplateFields.paths())));
        }
    }

    /** The key that the answer stands under. */
    String name() {
        return name;
    }

    /** Whether it uses what must be looked up first. */
    boolean needsNames() {
        return needsNames;
    }

    /** Puts a record's values in. */
    Filled fill(Report report, Names names) {
        StringBuilder query = new StringBuilder(usualLength);
        for (Part part : parts) {
            Optional<String> value = part.field().of().apply(report, names);
            if (value.isEmpty()) {
                return new Filled.Lacking();
            }
            if (!part.place().takes(value.get())) {
                return new Filled.Rejected();
            }
            query.append(part.text()).append(value.get());
        }
        return new Filled.Query(query.toString());
    }
}
