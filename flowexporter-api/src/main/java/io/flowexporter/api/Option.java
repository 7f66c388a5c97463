package io.flowexporter.api;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A setting of a stage, declared once: configuration files, the builder, the reference page and the masking of secrets
 * all read the declaration. Immutable. An option is its object: keep it in a constant.
 *
 * @param <T> the value
 */
public final class Option<T> {
    private final String name;
    private final Shape shape;
    private final Function<Object, T> parser;
    private final Optional<T> defaultValue;
    private final Optional<Missing<T>> missing;
    private final boolean required;
    private final boolean secret;
    private final List<Check<T>> checks;
    private final String doc;
    private final List<String> aliases;
    private final String absolutePath;

    /** What a value looks like in a configuration file. */
    public enum Shape {
        /** Text. */
        STRING("text"),
        /** A whole number. */
        INTEGER("a whole number"),
        /** {@code true} or {@code false}. */
        BOOL("true or false"),
        /** A number of seconds. */
        SECONDS("a number of seconds"),
        /** A list of texts. */
        LIST("a list"),
        /** Texts by name. */
        MAP("a map"),
        /** All keys of the stage's own section. */
        ENTRIES("keys with values");

        private final String words;

        Shape(String words) {
            this.words = words;
        }

        /** In words, for messages and the reference page. */
        public String words() {
            return words;
        }
    }

    /**
     * The value that a configuration file means when it leaves the option out, where that differs from the default.
     *
     * @param value the value
     * @param warning what to tell the operator
     */
    public record Missing<T>(T value, String warning) {}

    private record Check<T>(Predicate<? super T> test, String complaint) {}

    private Option(
            String name,
            Shape shape,
            Function<Object, T> parser,
            Optional<T> defaultValue,
            Optional<Missing<T>> missing,
            boolean required,
            boolean secret,
            List<Check<T>> checks,
            String doc,
            List<String> aliases,
            String absolutePath) {
        this.name = Objects.requireNonNull(name, "name");
        this.shape = shape;
        this.parser = parser;
        this.defaultValue = defaultValue;
        this.missing = missing;
        this.required = required;
        this.secret = secret;
        this.checks = checks;
        this.doc = doc;
        this.aliases = aliases;
        this.absolutePath = absolutePath;
    }

    private static <T> Option<T> declare(String name, Shape shape, Function<Object, T> parser) {
        return new Option<>(
                name, shape, parser, Optional.empty(), Optional.empty(), false, false, List.of(), "", List.of(), "");
    }

    /** An option of text. */
    public static Option<String> string(String name) {
        return declare(name, Shape.STRING, Option::text);
    }

    /**
     * An option of text that stands for something else.
     *
     * @param parser makes the value; throws {@link IllegalArgumentException} saying what is allowed
     */
    public static <T> Option<T> of(String name, Function<String, T> parser) {
        return declare(name, Shape.STRING, raw -> parser.apply(text(raw)));
    }

    /** An option of a whole number. */
    public static Option<Integer> integer(String name) {
        return declare(name, Shape.INTEGER, raw -> {
            long value = whole(raw);
            if (value != (int) value) {
                throw new IllegalArgumentException("must be between " + Integer.MIN_VALUE + " and " + Integer.MAX_VALUE
                        + ", but was '" + raw + "'");
            }
            return (int) value;
        });
    }

    /** An option of a whole number that may be large. */
    public static Option<Long> wholeNumber(String name) {
        return declare(name, Shape.INTEGER, Option::whole);
    }

    /** An option that is true or false; files may say yes, no, on, off too. */
    public static Option<Boolean> bool(String name) {
        return declare(name, Shape.BOOL, Option::truth);
    }

    /** An option of a time; files give it in seconds. */
    public static Option<Duration> seconds(String name) {
        return declare(name, Shape.SECONDS, Option::duration);
    }

    /** An option of several texts. */
    public static Option<List<String>> strings(String name) {
        return listOf(name, text -> text);
    }

    /**
     * An option of several values, each given as text.
     *
     * @param element makes one value; throws {@link IllegalArgumentException} saying what is allowed
     */
    public static <E> Option<List<E>> listOf(String name, Function<String, E> element) {
        return declare(name, Shape.LIST, raw -> elements(raw, element));
    }

    /** An option of texts by name. */
    public static Option<Map<String, String>> map(String name) {
        return declare(name, Shape.MAP, Option::texts);
    }

    /** An option that takes all keys of the stage's own section, values as text. */
    public static Option<Map<String, String>> entries() {
        return declare("", Shape.ENTRIES, Option::texts);
    }

    /** The same with a value for when none is given. */
    public Option<T> defaultValue(T value) {
        return new Option<>(
                name, shape, parser, Optional.of(value), missing, false, secret, checks, doc, aliases, absolutePath);
    }

    /** The same with another value for configuration files that leave it out, and a warning for them. */
    public Option<T> whenMissingInFile(T value, String warning) {
        return new Option<>(
                name,
                shape,
                parser,
                defaultValue,
                Optional.of(new Missing<>(value, warning)),
                required,
                secret,
                checks,
                doc,
                aliases,
                absolutePath);
    }

    /** The same, but it must be given. */
    public Option<T> mandatory() {
        return new Option<>(
                name, shape, parser, defaultValue, missing, true, secret, checks, doc, aliases, absolutePath);
    }

    /** The same, but never shown; files may name where the value is: {@code ${env:NAME}} or {@code ${file:PATH}}. */
    public Option<T> concealed() {
        return new Option<>(
                name, shape, parser, defaultValue, missing, required, true, checks, doc, aliases, absolutePath);
    }

    /**
     * The same with a condition for its values.
     *
     * @param complaint what to say of a value that fails it, such as {@code must be positive (seconds)}
     */
    public Option<T> check(Predicate<? super T> test, String complaint) {
        List<Check<T>> more = new ArrayList<>(checks);
        more.add(new Check<>(test, complaint));
        return new Option<>(
                name,
                shape,
                parser,
                defaultValue,
                missing,
                required,
                secret,
                List.copyOf(more),
                doc,
                aliases,
                absolutePath);
    }

    /** The same with a sentence about it, for the reference page. */
    public Option<T> doc(String sentence) {
        return new Option<>(
                name, shape, parser, defaultValue, missing, required, secret, checks, sentence, aliases, absolutePath);
    }

    /** The same, known to files under another absolute path too. */
    public Option<T> alias(String path) {
        List<String> more = new ArrayList<>(aliases);
        more.add(path);
        return new Option<>(
                name,
                shape,
                parser,
                defaultValue,
                missing,
                required,
                secret,
                checks,
                doc,
                List.copyOf(more),
                absolutePath);
    }

    /** The same, but at an absolute path of files instead of under its stage's section. */
    public Option<T> at(String path) {
        return new Option<>(name, shape, parser, defaultValue, missing, required, secret, checks, doc, aliases, path);
    }

    /** The option's name, which is its key in files. */
    public String name() {
        return name;
    }

    /** What its values look like in files. */
    public Shape shape() {
        return shape;
    }

    /** The value when none is given. */
    public Optional<T> defaultValue() {
        return defaultValue;
    }

    /** What files mean that leave it out, if that differs from the default. */
    public Optional<Missing<T>> missing() {
        return missing;
    }

    /** Whether it must be given. */
    public boolean required() {
        return required;
    }

    /** Whether its value is never shown. */
    public boolean secret() {
        return secret;
    }

    /** A sentence about it, or "". */
    public String doc() {
        return doc;
    }

    /** Other absolute paths that files may give it at; unmodifiable. */
    public List<String> aliases() {
        return aliases;
    }

    /** Its path in files, as an option of that stage type. */
    public String path(StageType<?> type) {
        if (!absolutePath.isEmpty()) {
            return absolutePath;
        }
        return name.isEmpty() ? type.path() : type.path() + '.' + name;
    }

    /**
     * Makes a value of what a file says: a string, number, truth value, list or map.
     *
     * @throws IllegalArgumentException if it can't; the message says what is allowed
     */
    public T parse(Object raw) {
        T value = parser.apply(raw);
        complaint(value).ifPresent(complaint -> {
            throw new IllegalArgumentException(complaint);
        });
        return value;
    }

    /** What the option's checks say against a value. */
    Optional<String> complaint(T value) {
        return checks.stream()
                .filter(check -> !check.test().test(value))
                .map(check -> secret ? check.complaint() : check.complaint() + ", but was '" + shown(value) + "'")
                .findFirst();
    }

    private static String shown(Object value) {
        if (value instanceof Duration duration) {
            return BigDecimal.valueOf(duration.toMillis(), 3)
                    .stripTrailingZeros()
                    .toPlainString();
        }
        return withoutUser(String.valueOf(value));
    }

    /** Without user and password of an address. */
    private static String withoutUser(String text) {
        int end = text.lastIndexOf('@');
        int scheme = text.indexOf("//");
        int begin = scheme >= 0 && scheme < end ? scheme + 2 : 0;
        return end < 0 ? text : text.substring(0, begin) + "[hidden]" + text.substring(end);
    }

    @SuppressWarnings("unchecked") // Configured puts nothing under an option but its own T
    T cast(Object value) {
        return (T) value;
    }

    private static String text(Object raw) {
        if (raw instanceof Map || raw instanceof List) {
            throw new IllegalArgumentException("must be text, but was " + described(raw));
        }
        return raw instanceof BigDecimal number ? number.toPlainString() : String.valueOf(raw);
    }

    private static String described(Object raw) {
        return raw instanceof Map ? "a map" : raw instanceof List ? "a list" : "'" + raw + "'";
    }

    /** A number as YAML has it: digits may be grouped by underscores. */
    private static BigDecimal number(Object raw) {
        return new BigDecimal(String.valueOf(raw).trim().replace("_", ""));
    }

    private static long whole(Object raw) {
        try {
            return number(raw).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("must be a whole number, but was " + described(raw), e);
        }
    }

    private static Duration duration(Object raw) {
        try {
            return Duration.ofMillis(number(raw).movePointRight(3).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("must be a number of seconds, but was " + described(raw), e);
        }
    }

    private static boolean truth(Object raw) {
        return switch (String.valueOf(raw).trim().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1", "y", "t" -> true;
            case "false", "no", "off", "0", "n", "f" -> false;
            default -> throw new IllegalArgumentException("must be true or false, but was " + described(raw));
        };
    }

    private static <E> List<E> elements(Object raw, Function<String, E> element) {
        List<E> values = new ArrayList<>();
        // One text stands for a list of its words, as in an environment variable.
        List<?> raws = raw instanceof List<?> list
                ? list
                : raw instanceof Map ? List.of(raw) : List.of(text(raw).trim().split("\\s+"));
        // All that is wrong is said at once, not one element a start.
        Set<String> complaints = new LinkedHashSet<>();
        for (Object each : raws) {
            try {
                String text = text(each);
                if (!text.isEmpty()) {
                    values.add(element.apply(text));
                }
            } catch (IllegalArgumentException e) {
                complaints.add(Objects.requireNonNullElse(e.getMessage(), e.toString()));
            }
        }
        if (!complaints.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", complaints));
        }
        return List.copyOf(values);
    }

    private static Map<String, String> texts(Object raw) {
        if (!(raw instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("must be keys with values, but was " + described(raw));
        }
        Map<String, String> texts = new LinkedHashMap<>();
        map.forEach((key, value) -> texts.put(String.valueOf(key), value == null ? "" : text(value)));
        return Collections.unmodifiableMap(texts);
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
