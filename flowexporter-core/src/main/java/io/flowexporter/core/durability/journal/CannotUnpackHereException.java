package io.flowexporter.core.durability.journal;

import java.io.IOException;

/** An entry is packed, and what it takes to unpack it is not there: it says nothing against the entry, which may be read elsewhere or later. */
final class CannotUnpackHereException extends IOException {
    private static final long serialVersionUID = 1;

    CannotUnpackHereException(String message, Throwable cause) {
        super(message, cause);
    }
}
