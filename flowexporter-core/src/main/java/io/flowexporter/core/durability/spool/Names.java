package io.flowexporter.core.durability.spool;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of the spool's files. Only we make them, out of numbers. */
final class Names {
    static final String OBJECT = "object";
    static final String LOG = "log";
    static final String CHECKPOINT = "checkpoint";
    static final String DAMAGED_OBJECT = "object.damaged";

    static final String DESTINATION = "destination";

    private static final String UNFINISHED = ".tmp";
    private static final Pattern NUMBERED = Pattern.compile("([0-9]{12,18})\\.([a-z.]+)");

    private Names() {}

    /** What a damaged file is called in the quarantine. */
    static String damaged(String name) {
        return name + ".damaged";
    }

    /** The file that says why the one of that name is in the quarantine. */
    static String why(String name) {
        return name + ".txt";
    }

    static String of(long number, String kind) {
        return String.format(Locale.ROOT, "%012d.%s", number, kind);
    }

    /** What a file is called until it is whole. */
    static String unfinished(String name) {
        return name + UNFINISHED;
    }

    static boolean isUnfinished(String name) {
        return name.endsWith(UNFINISHED);
    }

    /** The number in the name of a file of that kind; empty for all others. */
    static Optional<Long> number(String name, String kind) {
        Matcher matcher = NUMBERED.matcher(name);
        return matcher.matches() && matcher.group(2).equals(kind)
                ? Optional.of(Long.parseLong(matcher.group(1)))
                : Optional.empty();
    }
}
