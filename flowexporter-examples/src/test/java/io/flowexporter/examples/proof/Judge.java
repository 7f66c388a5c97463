package io.flowexporter.examples.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.core.durability.Durability;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Compares what an exporter promised with what is in the store. Believes nothing: it expands and parses each object, and
 * compares each record with what its number says of it.
 */
final class Judge {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern KEY = Pattern.compile("logs/([a-z]+)/(\\d{8}T\\d{6}Z)/(\\d{8})\\.gz");
    private static final int MOST_TOLD = 20;

    private final Charge charge;
    private final List<String> faults = new ArrayList<>();
    private final BitSet stored = new BitSet();
    private final Map<String, String> hashes = new HashMap<>();
    private final Map<String, Integer> records = new HashMap<>();
    private final Map<String, Integer> nextInStream = new HashMap<>();
    private final Map<String, Long> lastOfTag = new HashMap<>();
    private long recordCount;
    private int told;

    /**
     * What is to be judged.
     *
     * @param mode what was promised: all flows that were told of, or with a spool the objects that were told of; and with
     *     either, that a key belongs to one content from before the first PUT on
     * @param flows the numbers of the flows that came to classify
     * @param objects the objects that were said to be on the disk, with their numbers of records
     * @param puts all PUTs that were made
     * @param books the ledger over all lives
     */
    record Charge(Durability.Mode mode, BitSet flows, Map<String, Integer> objects, List<Put> puts, Books books) {
        boolean everyFlow() {
            return mode != Durability.Mode.SPOOL;
        }

        boolean isDurable() {
            return mode != Durability.Mode.MEMORY;
        }
    }

    /**
     * What came out.
     *
     * @param faults what is wrong; none if all is well
     * @param objects how many objects there are
     * @param records how many records are in them
     */
    record Verdict(List<String> faults, int objects, long records) {}

    private Judge(Charge charge) {
        this.charge = charge;
    }

    /** Judges. */
    static Verdict judge(Charge charge, Bucket bucket) throws Exception {
        return new Judge(charge).verdict(bucket);
    }

    private Verdict verdict(Bucket bucket) throws Exception {
        // In their order: by tag, then stream, then sequence number.
        for (String key : bucket.keys()) {
            object(key, bucket.get(key));
        }
        flows();
        objects();
        contents();
        books();
        return new Verdict(List.copyOf(faults), hashes.size(), recordCount);
    }

    private void fault(String what) {
        faults.add(what);
    }

    /** Of what may be wrong with each object alike, some is enough. */
    private void fault(String key, String what) {
        if (told < MOST_TOLD) {
            fault(key + ": " + what);
        } else if (told == MOST_TOLD) {
            fault("… and more of the kind");
        }
        told++;
    }

    private void object(String key, Bucket.Content content) {
        hashes.put(key, StoreFront.hash(content.bytes()));
        Matcher name = KEY.matcher(key);
        if (!name.matches()) {
            fault(key, "a key of another form");
            return;
        }
        sequence(key, name);
        JsonNode found;
        try {
            found = parsed(content.bytes());
        } catch (IOException e) {
            fault(key, "can't be read: " + e.getMessage());
            return;
        }
        records.put(key, found.size());
        recordCount += found.size();
        String said = content.metadata().getOrDefault("num-records", "nothing");
        if (!said.equals(Integer.toString(found.size()))) {
            fault(key, "num-records says " + said + ", but there are " + found.size());
        }
        for (JsonNode record : found) {
            record(key, name.group(1), record);
        }
    }

    private void sequence(String key, Matcher name) {
        String stream = name.group(1) + '/' + name.group(2);
        int number = Integer.parseInt(name.group(3));
        int expected = nextInStream.getOrDefault(stream, 0);
        if (number != expected) {
            fault(key, "a hole in the stream, whose next number was " + expected);
        }
        nextInStream.put(stream, number + 1);
    }

    private static JsonNode parsed(byte[] bytes) throws IOException {
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            JsonNode found = JSON.readTree(plain.readAllBytes());
            if (!found.isArray()) {
                throw new IOException("no array");
            }
            return found;
        }
    }

    private void record(String key, String tag, JsonNode record) {
        int number;
        try {
            number = Integer.parseInt(record.path("UUID").asText(), 16);
            if (!record.equals(JSON.readTree(NumberedFlows.json(number)))) {
                fault(key, "flow " + number + " is not what was sent: " + record);
            }
        } catch (NumberFormatException | IOException e) {
            fault(key, "no flow of ours: " + record);
            return;
        }
        if (!NumberedFlows.tag(number).equals(Tag.of(tag))) {
            fault(key, "flow " + number + " has another tag: " + NumberedFlows.tag(number));
        }
        if (stored.get(number)) {
            fault(key, "flow " + number + " twice");
        }
        stored.set(number);
        if (!charge.flows().get(number)) {
            fault(key, "flow " + number + " is stored, though it never came to classify");
        }
        long before = lastOfTag.getOrDefault(tag, 0L);
        if (number <= before) {
            fault(key, "flow " + number + " comes behind flow " + before);
        }
        lastOfTag.put(tag, (long) number);
    }

    private static boolean isWanted(int number) {
        return !NumberedFlows.tag(number).equals(NumberedFlows.UNWANTED);
    }

    private void flows() {
        if (!charge.everyFlow()) {
            return;
        }
        int missing = 0;
        int first = -1;
        int last = -1;
        for (int number = charge.flows().nextSetBit(0);
                number >= 0;
                number = charge.flows().nextSetBit(number + 1)) {
            if (isWanted(number) && !stored.get(number)) {
                missing++;
                first = first < 0 ? number : first;
                last = number;
            }
        }
        if (missing > 0) {
            fault(missing + " flows are missing, from flow " + first + " to flow " + last);
        }
    }

    private void objects() {
        charge.objects().forEach((key, count) -> {
            Integer there = records.get(key);
            if (there == null) {
                fault(key, "was on the disk, and is not in the store");
            } else if (!there.equals(count)) {
                fault(key, "had " + count + " records on the disk, and has " + there + " in the store");
            }
        });
    }

    private void contents() {
        for (Put put : charge.puts()) {
            // What the store refused does not lie there; but who has a spool should never have asked.
            if (put.hash().isEmpty() || put.status() != 200 && !charge.isDurable()) {
                continue;
            }
            String there = hashes.getOrDefault(put.key(), "");
            if (there.isEmpty()) {
                fault(put.key(), "was put, and is not in the store");
            } else if (!there.equals(put.hash().get())) {
                fault(put.key(), "two contents under one key");
            }
        }
    }

    private void books() {
        Books books = charge.books();
        expect("difference", 0, books.difference());
        expect("waiting", 0, books.waiting());
        expect("created", 0, books.created());
        expect("left out", 0, books.leftOut());
        expect("absorbed", 0, books.absorbed());
        expect("written", recordCount, books.written());
        if (charge.everyFlow()) {
            long unwanted =
                    charge.flows().stream().filter(number -> !isWanted(number)).count();
            expect("lost", 0, books.lost());
            expect("received", charge.flows().cardinality(), books.received());
            expect("filtered", unwanted, books.filtered());
        }
    }

    private void expect(String what, long counted, long said) {
        if (said != counted) {
            fault("the ledger says " + what + " " + said + ", but it is " + counted);
        }
    }
}
