package io.flowexporter.core.config;

import io.flowexporter.core.internal.Printable;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Makes values fit to be shown: without secrets, wherever in them those stand. Immutable. */
final class Masking {
    /** Shorter ones are in half of all texts by chance. */
    private static final int SHORTEST = 4;

    private static final Pattern USER_IN_ADDRESS = Pattern.compile("(?<=://)[^\\s/?#]*@");
    private static final Pattern USER_AND_PASSWORD = Pattern.compile("(?<![^\\s,])[^\\s,/@]*:(?!//)[^\\s,]*@");
    private static final Pattern QUERY = Pattern.compile("(://[^\\s?#]*\\?)[^\\s#]+");
    private static final Pattern CREDENTIALS = Pattern.compile("(?i)\\b(basic|bearer)\\s+\\S+");

    private final List<String> secrets;

    private Masking(Collection<String> secrets) {
        // The longest first: one may be a part of another.
        this.secrets = secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST)
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
    }

    /** One that knows those secrets, which other values may quote. */
    static Masking of(Collection<?> secrets) {
        Collection<String> texts = new TreeSet<>();
        secrets.forEach(secret -> collect(secret, texts));
        return new Masking(texts);
    }

    private static void collect(Object secret, Collection<String> texts) {
        if (secret instanceof Collection<?> several) {
            several.forEach(each -> collect(each, texts));
        } else if (secret instanceof Map<?, ?> map) {
            map.values().forEach(each -> collect(each, texts));
        } else {
            texts.add(String.valueOf(secret));
        }
    }

    /** That value in one line, without secrets. */
    String shown(String value) {
        String shown = value;
        for (String secret : secrets) {
            shown = shown.replace(secret, Explanation.SECRET);
        }
        shown = USER_IN_ADDRESS.matcher(shown).replaceAll(Explanation.SECRET + '@');
        shown = USER_AND_PASSWORD.matcher(shown).replaceAll(Explanation.SECRET + '@');
        shown = QUERY.matcher(shown).replaceAll("$1" + Explanation.SECRET);
        shown = CREDENTIALS.matcher(shown).replaceAll("$1 " + Explanation.SECRET);
        return Printable.line(shown);
    }
}
