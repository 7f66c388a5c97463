package io.flowexporter.core.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.flowexporter.core.runtime.Ledger;
import io.flowexporter.core.runtime.PipelineStatus;
import io.flowexporter.core.runtime.PipelineStatus.DurabilityNumbers;
import io.flowexporter.core.runtime.PipelineStatus.Rates;
import io.flowexporter.core.runtime.PipelineStatus.RecentObject;
import io.flowexporter.core.runtime.PipelineStatus.SourceState;
import io.flowexporter.core.runtime.PipelineStatus.StageNumbers;
import io.flowexporter.core.runtime.PipelineStatus.StoreState;
import io.flowexporter.core.runtime.PipelineStatus.TagNumbers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What pipelines do, as JSON. {@code docs/status.md} describes it. */
final class StatusJson {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final double MILLIS = 1000;
    private static final double TENTHS = 10;

    private final JsonGenerator json;

    private StatusJson(JsonGenerator json) {
        this.json = json;
    }

    static byte[] of(List<PipelineStatus> pipelines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.setCharacterEscapes(new NoMarkup());
            json.writeStartObject();
            json.writeArrayFieldStart("pipelines");
            for (PipelineStatus pipeline : pipelines) {
                new StatusJson(json).write(pipeline);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Whoever takes the answer for a page shall find no element in it. */
    private static final class NoMarkup extends CharacterEscapes {
        private static final long serialVersionUID = 1L;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] escapes = standardAsciiEscapesForJSON();
            for (char c : "<>&'".toCharArray()) {
                escapes[c] = ESCAPE_STANDARD;
            }
            return escapes;
        }

        @Override
        public SerializableString getEscapeSequence(int c) {
            return null;
        }
    }

    private void write(PipelineStatus status) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", status.name());
        json.writeStringField("stages", status.stages());
        json.writeStringField("state", word(status.state()));
        json.writeStringField("words", status.words());
        json.writeBooleanField("ready", status.ready());
        texts("notReady", status.notReady());
        texts("warnings", status.warnings());
        time("taken", status.taken());
        time("since", status.since());
        ledger(status.ledger());
        json.writeNumberField("conservationError", status.conservationError());
        rates(status.rates());
        stages(status.numbers());
        drops(status.drops());
        tags(status.tags());
        objects(status.objects());
        if (status.store().isPresent()) {
            store(status.store().get());
        }
        source(status.source());
        durability(status.durability());
        numbers("counters", status.counters());
        numbers("gauges", status.gauges());
        json.writeEndObject();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private void texts(String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private void time(String name, Instant time) throws IOException {
        json.writeStringField(name, time.toString());
    }

    private void numbers(String name, Map<String, Long> numbers) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, Long> each : new TreeMap<>(numbers).entrySet()) {
            json.writeNumberField(each.getKey(), each.getValue());
        }
        json.writeEndObject();
    }

    private void ledger(Ledger ledger) throws IOException {
        json.writeObjectFieldStart("ledger");
        json.writeNumberField("received", ledger.received());
        json.writeNumberField("created", ledger.created());
        json.writeNumberField("written", ledger.written());
        json.writeNumberField("filtered", ledger.filtered());
        json.writeNumberField("leftOut", ledger.leftOut());
        json.writeNumberField("absorbed", ledger.absorbed());
        json.writeNumberField("lost", ledger.lost());
        json.writeNumberField("rejected", ledger.rejected());
        json.writeNumberField("waiting", ledger.waiting());
        json.writeNumberField("difference", ledger.difference());
        json.writeNumberField("objects", ledger.objects());
        json.writeNumberField("bytes", ledger.bytes());
        json.writeEndObject();
    }

    private void rates(Rates rates) throws IOException {
        json.writeObjectFieldStart("rates");
        json.writeNumberField("received", Math.round(rates.received() * TENTHS) / TENTHS);
        json.writeNumberField("written", Math.round(rates.written() * TENTHS) / TENTHS);
        json.writeNumberField("bytes", Math.round(rates.bytes()));
        json.writeArrayFieldStart("history");
        for (long rate : rates.history()) {
            json.writeNumber(rate);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void stages(List<StageNumbers> stages) throws IOException {
        json.writeArrayFieldStart("numbers");
        for (StageNumbers stage : stages) {
            json.writeStartObject();
            json.writeStringField("stage", stage.stage());
            json.writeStringField("type", stage.type());
            json.writeNumberField("in", stage.in());
            json.writeNumberField("created", stage.created());
            json.writeNumberField("emitted", stage.emitted());
            json.writeNumberField("absorbed", stage.absorbed());
            json.writeNumberField("leftOut", stage.leftOut());
            json.writeNumberField("lost", stage.lost());
            json.writeNumberField("retained", stage.retained());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void drops(List<PipelineStatus.Drop> drops) throws IOException {
        json.writeArrayFieldStart("drops");
        for (PipelineStatus.Drop drop : drops) {
            json.writeStartObject();
            json.writeStringField("stage", drop.stage());
            json.writeStringField("reason", drop.reason());
            json.writeBooleanField("lost", drop.lost());
            json.writeNumberField("records", drop.records());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void tags(List<TagNumbers> tags) throws IOException {
        json.writeArrayFieldStart("tags");
        for (TagNumbers tag : tags) {
            json.writeStartObject();
            json.writeStringField("tag", tag.tag());
            json.writeNumberField("filtered", tag.filtered());
            json.writeNumberField("written", tag.written());
            json.writeNumberField("objects", tag.objects());
            json.writeNumberField("bytes", tag.bytes());
            json.writeNumberField("waiting", tag.waiting());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void objects(List<RecentObject> objects) throws IOException {
        json.writeArrayFieldStart("objects");
        for (RecentObject object : objects) {
            json.writeStartObject();
            json.writeStringField("key", object.key());
            json.writeStringField("tag", object.tag());
            json.writeNumberField("records", object.records());
            json.writeNumberField("bytes", object.bytes());
            json.writeBooleanField("complete", object.complete());
            time("when", object.when());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void store(StoreState store) throws IOException {
        json.writeObjectFieldStart("store");
        json.writeStringField("type", store.type());
        json.writeBooleanField("up", store.up());
        if (store.failingSince().isPresent()) {
            time("failingSince", store.failingSince().get());
        }
        json.writeNumberField("stored", store.stored());
        json.writeNumberField("failed", store.failed());
        if (store.lastErrorAt().isPresent()) {
            json.writeStringField("lastError", store.lastError());
            time("lastErrorAt", store.lastErrorAt().get());
            json.writeStringField("check", store.check());
        }
        json.writeEndObject();
    }

    private void source(SourceState source) throws IOException {
        json.writeObjectFieldStart("source");
        json.writeStringField("type", source.type());
        json.writeStringField("connection", word(source.connection()));
        if (source.disconnectedSince().isPresent()) {
            time("disconnectedSince", source.disconnectedSince().get());
        }
        if (source.secondsSinceLastMessage().isPresent()) {
            json.writeNumberField(
                    "secondsSinceLastMessage", source.secondsSinceLastMessage().get());
        }
        json.writeNumberField("gaps", source.gaps());
        if (source.lastGap().isPresent()) {
            time("lastGap", source.lastGap().get());
        }
        json.writeEndObject();
    }

    private void durability(DurabilityNumbers durability) throws IOException {
        json.writeObjectFieldStart("durability");
        json.writeStringField("mode", word(durability.mode()));
        json.writeNumberField("journalBytes", durability.journalBytes());
        json.writeNumberField("spoolBytes", durability.spoolBytes());
        json.writeNumberField("spoolObjects", durability.spoolObjects());
        json.writeNumberField("capacity", durability.capacity());
        json.writeNumberField("objectsWaiting", durability.objectsWaiting());
        json.writeNumberField("oldestWaitingSeconds", durability.oldestWaiting().toMillis() / MILLIS);
        json.writeNumberField("quarantined", durability.quarantined());
        json.writeBooleanField("full", durability.full());
        json.writeEndObject();
    }
}
