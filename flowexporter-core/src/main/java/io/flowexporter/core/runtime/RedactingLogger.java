package io.flowexporter.core.runtime;

import java.text.MessageFormat;
import java.util.ResourceBundle;

/** A logger for what knows secrets, or quotes others who do: none of them gets into the log. Safe for use by several threads. */
final class RedactingLogger implements System.Logger {
    private static final int MOST_CAUSES = 20;

    private final System.Logger logger;
    private final Redaction redaction;

    RedactingLogger(System.Logger logger, Redaction redaction) {
        this.logger = logger;
        this.redaction = redaction;
    }

    @Override
    public String getName() {
        return logger.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
        return logger.isLoggable(level);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
        if (!logger.isLoggable(level)) {
            return;
        }
        String shown = redaction.withoutSecrets(String.valueOf(message));
        if (thrown != null && tells(thrown)) {
            logger.log(level, shown + " (the stack trace quotes a secret and is left out)");
        } else {
            logger.log(level, shown, thrown);
        }
    }

    private boolean tells(Throwable thrown) {
        Throwable each = thrown;
        for (int i = 0; i < MOST_CAUSES && each != null; i++) {
            if (redaction.finds(String.valueOf(each.getMessage()))) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... values) {
        if (logger.isLoggable(level)) {
            String message = values == null || values.length == 0 ? format : MessageFormat.format(format, values);
            // With no values, so that braces in it stay as they are.
            logger.log(
                    level, (ResourceBundle) null, redaction.withoutSecrets(String.valueOf(message)), (Throwable) null);
        }
    }
}
