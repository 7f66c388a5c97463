package io.flowexporter.core.durability.spool;

import java.io.IOException;

/** The content of a file is not what was once written into it. Reading it again does not help. */
public final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1;

    /** A damage, told in a sentence. */
    public DamagedFileException(String message) {
        super(message);
    }

    /** A damage that showed as that failure. */
    public DamagedFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
