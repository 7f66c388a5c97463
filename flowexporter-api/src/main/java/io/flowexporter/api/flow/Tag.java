package io.flowexporter.api.flow;

import java.util.Objects;

/**
 * The group that a flow is stored under: a part of the object key, so its text is restricted.
 *
 * <p>Tags are values: two tags of the same text are equal. Immutable and safe for use by several threads.
 */
public final class Tag implements Comparable<Tag> {
    /** Both ends inside the cluster's networks. */
    public static final Tag INTERNAL = new Tag("internal");
    /** From outside to inside. */
    public static final Tag INGRESS = new Tag("ingress");
    /** From inside to outside. */
    public static final Tag EGRESS = new Tag("egress");
    /** All else; also what a pipeline files flows under once it has as many tags as it may have. */
    public static final Tag OTHER = new Tag("other");

    private static final int MAX_LENGTH = 64;

    private final String text;

    private Tag(String text) {
        this.text = text;
    }

    /**
     * Returns the tag of that text.
     *
     * @param text 1 to 64 characters out of {@code A-Z a-z 0-9 . _ -}, not {@code .} or {@code ..}
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static Tag of(String text) {
        return switch (Objects.requireNonNull(text, "text")) {
            case "internal" -> INTERNAL;
            case "ingress" -> INGRESS;
            case "egress" -> EGRESS;
            case "other" -> OTHER;
            default -> new Tag(checked(text));
        };
    }

    private static String checked(String text) {
        boolean fits = !text.isEmpty() && text.length() <= MAX_LENGTH && !text.equals(".") && !text.equals("..");
        for (int i = 0; fits && i < text.length(); i++) {
            char c = text.charAt(i);
            fits = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '.'
                    || c == '_'
                    || c == '-';
        }
        if (!fits) {
            throw new IllegalArgumentException("Cannot use '" + printable(text) + "' as a tag: it must have 1 to "
                    + MAX_LENGTH + " characters out of A-Z a-z 0-9 . _ - and be neither '.' nor '..'");
        }
        return text;
    }

    private static String printable(String text) {
        String cut = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        return cut.replaceAll("\\p{Cntrl}", "?");
    }

    /** The tag's text, as it stands in object keys. */
    public String text() {
        return text;
    }

    @Override
    public int compareTo(Tag other) {
        return text.compareTo(other.text);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Tag tag && text.equals(tag.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Returns {@link #text()}. */
    @Override
    public String toString() {
        return text;
    }
}
