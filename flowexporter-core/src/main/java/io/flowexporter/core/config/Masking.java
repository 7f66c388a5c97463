package io.flowexporter.core.config;

import io.flowexporter.core.internal.HiddenSecrets;
import io.flowexporter.core.internal.Printable;
import java.util.Collection;
import java.util.regex.Pattern;

/** Makes values fit to be shown: without secrets, wherever in them those stand. Immutable. */
final class Masking {
    private static final Pattern USER_IN_ADDRESS = Pattern.compile("(?<=://)[^\\s/?#]*@");
    private static final Pattern USER_AND_PASSWORD = Pattern.compile("(?<![^\\s,])[^\\s,/@]*:(?!//)[^\\s,]*@");
    private static final Pattern QUERY = Pattern.compile("(://[^\\s?#]*\\?)[^\\s#]+");
    private static final Pattern CREDENTIALS = Pattern.compile("(?i)\\b(basic|bearer)\\s+\\S+");

    private final HiddenSecrets secrets;

    private Masking(HiddenSecrets secrets) {
        this.secrets = secrets;
    }

    /** One that knows those secrets, which other values may quote. */
    static Masking of(Collection<?> secrets) {
        return new Masking(HiddenSecrets.of(secrets));
    }

    /** That value in one line, without secrets. */
    String shown(String value) {
        String shown = secrets.replacedBy(Explanation.SECRET, value);
        shown = USER_IN_ADDRESS.matcher(shown).replaceAll(Explanation.SECRET + '@');
        shown = USER_AND_PASSWORD.matcher(shown).replaceAll(Explanation.SECRET + '@');
        shown = QUERY.matcher(shown).replaceAll("$1" + Explanation.SECRET);
        shown = CREDENTIALS.matcher(shown).replaceAll("$1 " + Explanation.SECRET);
        return Printable.line(shown);
    }
}
