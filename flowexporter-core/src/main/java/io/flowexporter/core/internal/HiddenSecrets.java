package io.flowexporter.core.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Secrets that must not be shown, whatever quotes them. Immutable. */
public final class HiddenSecrets {
    /** Shorter ones are in half of all texts by chance. */
    private static final int SHORTEST = 4;

    private final List<String> secrets;

    private HiddenSecrets(Collection<String> secrets) {
        // The longest first: one may be a part of another.
        this.secrets = secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST)
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
    }

    /** Those values of settings, and what is in them if they are lists or maps. */
    public static HiddenSecrets of(Collection<?> values) {
        Collection<String> texts = new TreeSet<>();
        collect(values, texts);
        return new HiddenSecrets(texts);
    }

    private static void collect(Object value, Collection<String> texts) {
        if (value instanceof Collection<?> values) {
            values.forEach(each -> collect(each, texts));
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(each -> collect(each, texts));
        } else {
            texts.add(String.valueOf(value));
        }
    }

    /** Whether there is nothing to hide. */
    public boolean isEmpty() {
        return secrets.isEmpty();
    }

    /** That text with something else in each secret's place. */
    public String replacedBy(String instead, String text) {
        String shown = text;
        for (String secret : secrets) {
            shown = shown.replace(secret, instead);
        }
        return shown;
    }

    /** Whether there is a secret in that text. */
    public boolean isIn(String text) {
        return secrets.stream().anyMatch(text::contains);
    }
}
