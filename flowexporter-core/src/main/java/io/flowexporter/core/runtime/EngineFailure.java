package io.flowexporter.core.runtime;

import io.flowexporter.api.StageKind;

/** A pipeline can't go on because of one stage. */
final class EngineFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final StageKind stage;

    EngineFailure(StageKind stage, Exception cause) {
        super("Stage " + stage + " failed: " + Texts.of(cause), cause);
        this.stage = stage;
    }

    StageKind stage() {
        return stage;
    }
}
