package io.flowexporter.core.runtime;

import io.flowexporter.api.PipelineListener;
import io.flowexporter.api.StageKind;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.core.runtime.PipelineStatus.Drop;
import io.flowexporter.core.runtime.PipelineStatus.RecentObject;
import io.flowexporter.core.runtime.PipelineStatus.TagNumbers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Remembers what a status tells of the recent past. Used on the pipeline's thread. */
final class RecentEvents implements PipelineListener {
    private static final int MOST_OBJECTS = 20;
    private static final int MOST_TAGS = 1_000;

    private final InstantSource clock;
    private final Redaction redaction;
    private final Map<Tag, Tally> tags = new TreeMap<>();
    private final Map<DropKey, Dropped> drops = new TreeMap<>();
    private final Deque<RecentObject> objects = new ArrayDeque<>();
    private long stored;
    private long failed;
    private Optional<Instant> failingSince = Optional.empty();
    private Optional<Instant> lastErrorAt = Optional.empty();
    private String lastError = "";
    private String check = "";
    private long gaps;
    private Optional<Instant> lastGap = Optional.empty();

    private static final class Tally {
        private long filtered;
        private long written;
        private long objects;
        private long bytes;
    }

    private static final class Dropped {
        private long records;
        private Instant last;
    }

    private record DropKey(StageKind stage, String reason, DropReason.Kind kind) implements Comparable<DropKey> {
        @Override
        public int compareTo(DropKey other) {
            int byStage = stage.compareTo(other.stage);
            int byReason = byStage == 0 ? reason.compareTo(other.reason) : byStage;
            return byReason == 0 ? kind.compareTo(other.kind) : byReason;
        }
    }

    /** A loss, and when it last happened. */
    record Loss(Drop drop, Instant last) {}

    RecentEvents(InstantSource clock, Redaction redaction) {
        this.clock = clock;
        this.redaction = redaction;
    }

    /** A batch came. */
    void polled(FlowBatch batch) {
        if (batch.afterGap()) {
            gaps++;
            lastGap = Optional.of(clock.instant());
        }
    }

    @Override
    public void filtered(Tag tag, long flows) {
        tally(tag).filtered += flows;
    }

    @Override
    public void dropped(StageKind stage, Tag tag, DropReason reason, long records) {
        Dropped dropped = drops.computeIfAbsent(new DropKey(stage, reason.name(), reason.kind()), key -> new Dropped());
        dropped.records += records;
        dropped.last = clock.instant();
    }

    @Override
    public void written(ObjectInfo object, long bytes) {
        Tally tally = tally(object.tag());
        tally.written += object.records();
        tally.objects++;
        tally.bytes += bytes;
        stored++;
        failingSince = Optional.empty();
        if (objects.size() == MOST_OBJECTS) {
            objects.removeLast();
        }
        objects.addFirst(new RecentObject(
                redaction.shown(object.toString()),
                object.tag().text(),
                object.records(),
                bytes,
                object.complete(),
                clock.instant()));
    }

    @Override
    public void writeFailed(ObjectInfo object, Exception cause) {
        Instant now = clock.instant();
        failed++;
        failingSince = failingSince.or(() -> Optional.of(now));
        lastErrorAt = Optional.of(now);
        lastError = redaction.shown(Texts.of(cause));
        check = WhatToCheck.when(cause);
    }

    /** The classifier's tags are not limited in number. */
    private Tally tally(Tag tag) {
        Tally known = tags.get(tag);
        if (known != null) {
            return known;
        }
        return tags.computeIfAbsent(tags.size() < MOST_TAGS ? tag : Tag.OTHER, key -> new Tally());
    }

    List<Drop> drops() {
        List<Drop> all = new ArrayList<>();
        drops.forEach(
                (key, dropped) -> all.add(new Drop(key.stage().section(), key.reason(), key.kind(), dropped.records)));
        return all;
    }

    List<Loss> losses() {
        List<Loss> all = new ArrayList<>();
        drops.forEach((key, dropped) -> {
            if (key.kind() != DropReason.Kind.LEFT_OUT) {
                all.add(new Loss(
                        new Drop(key.stage().section(), key.reason(), key.kind(), dropped.records), dropped.last));
            }
        });
        return all;
    }

    List<TagNumbers> tags(Map<String, Long> waiting) {
        Map<String, Tally> all = new TreeMap<>();
        tags.forEach((tag, tally) -> all.put(tag.text(), tally));
        TreeSet<String> names = new TreeSet<>(all.keySet());
        names.addAll(waiting.keySet());
        Tally none = new Tally();
        return names.stream()
                .map(name -> {
                    Tally tally = all.getOrDefault(name, none);
                    return new TagNumbers(
                            name,
                            tally.filtered,
                            tally.written,
                            tally.objects,
                            tally.bytes,
                            waiting.getOrDefault(name, 0L));
                })
                .toList();
    }

    List<RecentObject> objects() {
        return List.copyOf(objects);
    }

    PipelineStatus.StoreState store(String type) {
        return new PipelineStatus.StoreState(type, failingSince, stored, failed, lastError, lastErrorAt, check);
    }

    long gaps() {
        return gaps;
    }

    Optional<Instant> lastGap() {
        return lastGap;
    }
}
