package io.flowexporter.core.runtime;

import io.flowexporter.core.runtime.PipelineStatus.Drop;
import io.flowexporter.core.runtime.PipelineStatus.DurabilityNumbers;
import io.flowexporter.core.runtime.PipelineStatus.StageNumbers;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a status takes from the engine. Asked on the pipeline's thread, between two calls of stages. */
interface StatusInputs {
    Ledger ledger();

    /** What each stage did, in the order of the flow of data. */
    List<StageNumbers> stages();

    /** How many records the books do not add up by. */
    long conservationError();

    List<Drop> drops();

    /** How many records wait to be stored, by tag. */
    Map<String, Long> waiting();

    DurabilityNumbers durability(Instant now);
}
