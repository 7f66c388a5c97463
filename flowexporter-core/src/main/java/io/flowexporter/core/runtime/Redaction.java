package io.flowexporter.core.runtime;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageSpec;
import io.flowexporter.core.internal.Printable;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes text from elsewhere fit to be shown to others: no secret of the pipeline's configuration, whatever quotes it, and no
 * control character. Immutable.
 */
final class Redaction {
    /** Shorter ones are in half of all texts by chance. */
    private static final int SHORTEST = 4;

    private final List<String> secrets;

    private Redaction(Set<String> secrets) {
        // The longest first: one may be a part of another.
        this.secrets = secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST)
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
    }

    /** With all secrets that were given to a pipeline's stages. */
    static Redaction of(Pipeline pipeline) {
        Set<String> secrets = new LinkedHashSet<>();
        for (StageSpec<?> stage : pipeline.stages()) {
            stage.values().forEach((option, value) -> {
                if (option.secret()) {
                    collect(value, secrets);
                }
            });
        }
        return new Redaction(secrets);
    }

    private static void collect(Object value, Set<String> secrets) {
        if (value instanceof Collection<?> values) {
            values.forEach(each -> collect(each, secrets));
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(each -> collect(each, secrets));
        } else {
            secrets.add(String.valueOf(value));
        }
    }

    /** That text without secrets, in one line without control characters. */
    String shown(String text) {
        return Printable.line(withoutSecrets(text));
    }

    /** That text without secrets. */
    String withoutSecrets(String text) {
        String shown = text;
        for (String secret : secrets) {
            shown = shown.replace(secret, "[hidden]");
        }
        return shown;
    }

    /** Whether there is a secret in that text. */
    boolean finds(String text) {
        return secrets.stream().anyMatch(text::contains);
    }

    /** A logger that shows no secret. */
    System.Logger over(System.Logger logger) {
        return secrets.isEmpty() ? logger : new RedactingLogger(logger, this);
    }
}
