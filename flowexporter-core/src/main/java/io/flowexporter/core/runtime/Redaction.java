package io.flowexporter.core.runtime;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageSpec;
import io.flowexporter.core.internal.HiddenSecrets;
import io.flowexporter.core.internal.Printable;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes text from elsewhere fit to be shown to others: no secret of the pipeline's configuration, whatever quotes it, and no
 * control character. Immutable.
 */
final class Redaction {
    private final HiddenSecrets secrets;

    private Redaction(HiddenSecrets secrets) {
        this.secrets = secrets;
    }

    /** With all secrets that were given to a pipeline's stages. */
    static Redaction of(Pipeline pipeline) {
        List<Object> secrets = new ArrayList<>();
        for (StageSpec<?> stage : pipeline.stages()) {
            stage.values().forEach((option, value) -> {
                if (option.secret()) {
                    secrets.add(value);
                }
            });
        }
        return new Redaction(HiddenSecrets.of(secrets));
    }

    /** That text without secrets, in one line without control characters. */
    String shown(String text) {
        return Printable.line(withoutSecrets(text));
    }

    /** That text without secrets. */
    String withoutSecrets(String text) {
        return secrets.replacedBy("[hidden]", text);
    }

    /** Whether there is a secret in that text. */
    boolean finds(String text) {
        return secrets.isIn(text);
    }

    /** A logger that shows no secret. */
    System.Logger over(System.Logger logger) {
        return secrets.isEmpty() ? logger : new RedactingLogger(logger, this);
    }
}
