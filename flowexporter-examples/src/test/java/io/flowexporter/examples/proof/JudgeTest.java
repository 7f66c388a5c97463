package io.flowexporter.examples.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.core.durability.Durability.Mode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A judge who overlooks something would let every exporter go: each thing that can be wrong is tried on him. */
class JudgeTest {
    private static final int FLOWS = 1_000;
    private static final int RECORDS = 100;
    private static final String STREAM = "/20261123T100000Z/";
    private static final String FIRST = "logs/busy" + STREAM + "00000000.gz";
    private static final String SECOND = "logs/busy" + STREAM + "00000001.gz";
    private static final String LAST = "logs/steady" + STREAM + "00000002.gz";

    private final Map<String, Bucket.Content> contents = new TreeMap<>();
    private final Map<String, Integer> promised = new HashMap<>();
    private final List<Put> puts = new ArrayList<>();
    private final BitSet flows = new BitSet();
    private Books books = Books.NONE;

    /** What a faultless exporter leaves. */
    @BeforeEach
    void store() {
        Map<String, List<String>> byTag = new LinkedHashMap<>();
        for (int number = 1; number <= FLOWS; number++) {
            flows.set(number);
            byTag.computeIfAbsent(NumberedFlows.tag(number).toString(), tag -> new ArrayList<>())
                    .add(NumberedFlows.json(number));
        }
        int unwanted = byTag.remove(NumberedFlows.UNWANTED.toString()).size();
        byTag.forEach((tag, records) -> {
            for (int from = 0; from < records.size(); from += RECORDS) {
                String key = String.format("logs/%s%s%08d.gz", tag, STREAM, from / RECORDS);
                put(key, records.subList(from, Math.min(records.size(), from + RECORDS)));
            }
        });
        books = new Books(FLOWS, 0, unwanted, 0, 0, 0, FLOWS - unwanted, 0, 0);
    }

    private void put(String key, List<String> records) {
        Bucket.Content content = content(records, records.size());
        contents.put(key, content);
        promised.put(key, records.size());
        puts.add(put(key, content.bytes(), 200));
    }

    private static Put put(String key, byte[] bytes, int status) {
        return new Put(key, Optional.of(StoreFront.hash(bytes)), bytes.length, StoreFault.NONE, status);
    }

    private static Bucket.Content content(List<String> records, int said) {
        return new Bucket.Content(
                gzip("[" + String.join(",", records) + "]"), Map.of("num-records", Integer.toString(said)));
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream packed = new GZIPOutputStream(bytes)) {
            packed.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private List<String> records(String key) throws IOException {
        byte[] plain =
                new GZIPInputStream(new ByteArrayInputStream(contents.get(key).bytes())).readAllBytes();
        String text = new String(plain, StandardCharsets.UTF_8);
        return new ArrayList<>(
                Arrays.asList(text.substring(1, text.length() - 1).split("(?<=\\}),(?=\\{\"UUID)")));
    }

    /** Other records under that key, as if they had been put so. */
    private void replace(String key, List<String> records) {
        puts.removeIf(put -> put.key().equals(key));
        put(key, records);
    }

    private List<String> faults(Mode mode) throws Exception {
        Bucket bucket = new Bucket() {
            @Override
            public SortedSet<String> keys() {
                return new TreeSet<>(contents.keySet());
            }

            @Override
            public Content get(String key) {
                return contents.get(key);
            }
        };
        return Judge.judge(new Judge.Charge(mode, flows, promised, puts, books), bucket)
                .faults();
    }

    private void assertFault(String... parts) throws Exception {
        assertThat(faults(Mode.JOURNAL)).anySatisfy(fault -> assertThat(fault).contains(parts));
    }

    @Test
    void findsNothingWhereNothingIs() throws Exception {
        for (Mode mode : Mode.values()) {
            assertThat(faults(mode)).isEmpty();
        }
    }

    @Test
    void anObjectIsRemoved() throws Exception {
        contents.remove(FIRST);

        assertFault("100 flows are missing, from flow ");
    }

    @Test
    void anObjectInTheMiddleIsAHole() throws Exception {
        contents.remove(SECOND);

        assertFault("logs/busy" + STREAM + "00000002.gz", "a hole in the stream, whose next number was 1");
        assertFault(SECOND, "was put, and is not in the store");
        assertFault(SECOND, "was on the disk, and is not in the store");
    }

    @Test
    void aSpoolPromisesItsObjectsAlone() throws Exception {
        contents.remove(LAST);

        assertThat(faults(Mode.SPOOL))
                .anyMatch(fault -> fault.equals(LAST + ": was on the disk, and is not in the store"))
                .noneMatch(fault -> fault.contains("flows are missing"));
    }

    @Test
    void whatASpoolNeverPromisedMayBeLost() throws Exception {
        flows.set(FLOWS + 1, FLOWS + 100);
        books = new Books(FLOWS + 99, 0, books.filtered(), 0, 99, 0, books.written(), 0, 0);

        assertThat(faults(Mode.SPOOL)).isEmpty();
        assertThat(faults(Mode.JOURNAL)).isNotEmpty();
    }

    @Test
    void anObjectIsThereTwice() throws Exception {
        put("logs/steady" + STREAM + "00000003.gz", records(LAST));

        assertFault("logs/steady" + STREAM + "00000003.gz: flow ", " twice");
    }

    @Test
    void anObjectIsThereTwiceInAnotherStream() throws Exception {
        put("logs/busy/20261123T100001Z/00000000.gz", records(FIRST));

        assertFault("logs/busy/20261123T100001Z/00000000.gz: flow ", " twice");
        assertFault("the ledger says written ");
    }

    @Test
    void anObjectIsCut() throws Exception {
        Bucket.Content whole = contents.get(FIRST);
        contents.put(
                FIRST, new Bucket.Content(Arrays.copyOf(whole.bytes(), whole.bytes().length / 2), whole.metadata()));

        assertFault(FIRST, "can't be read");
        assertFault("100 flows are missing");
        assertFault(FIRST, "two contents under one key");
    }

    @Test
    void aRecordIsMissingFromItsObject() throws Exception {
        List<String> records = records(FIRST);
        records.remove(50);
        replace(FIRST, records);

        assertFault("1 flows are missing");
    }

    @Test
    void metadataSayAnotherNumber() throws Exception {
        contents.put(FIRST, content(records(FIRST), RECORDS - 1));

        assertFault(FIRST, "num-records says 99, but there are 100");
    }

    @Test
    void metadataAreMissing() throws Exception {
        contents.put(FIRST, new Bucket.Content(contents.get(FIRST).bytes(), Map.of()));

        assertFault(FIRST, "num-records says nothing, but there are 100");
    }

    @Test
    void anObjectHadAnotherNumberOnTheDisk() throws Exception {
        promised.put(FIRST, RECORDS + 1);

        assertFault(FIRST, "had 101 records on the disk, and has 100 in the store");
    }

    @Test
    void otherBytesWereStoredUnderAKey() throws Exception {
        puts.add(0, put(FIRST, gzip("[]"), 200));

        for (Mode mode : Mode.values()) {
            assertThat(faults(mode)).containsExactly(FIRST + ": two contents under one key");
        }
    }

    @Test
    void otherBytesWereTriedUnderAKey() throws Exception {
        puts.add(put(FIRST, gzip("[]"), 412));

        assertThat(faults(Mode.JOURNAL)).containsExactly(FIRST + ": two contents under one key");
        assertThat(faults(Mode.SPOOL)).containsExactly(FIRST + ": two contents under one key");
        assertThat(faults(Mode.MEMORY)).isEmpty();
    }

    @Test
    void halfABodyProvesNothing() throws Exception {
        puts.add(new Put(FIRST, Optional.empty(), 77, StoreFault.RESET, 0));

        assertThat(faults(Mode.JOURNAL)).isEmpty();
    }

    @Test
    void aFlowIsNotWhatWasSent() throws Exception {
        List<String> records = records(FIRST);
        records.set(7, records.get(7).replace("10.1.0.1", "10.1.0.2"));
        replace(FIRST, records);

        assertFault(FIRST, "is not what was sent");
    }

    @Test
    void twoFlowsChangedPlaces() throws Exception {
        List<String> records = records(FIRST);
        records.add(7, records.remove(8));
        replace(FIRST, records);

        assertFault(FIRST, "comes behind flow ");
    }

    @Test
    void twoObjectsChangedPlaces() throws Exception {
        List<String> first = records(FIRST);
        replace(FIRST, records(SECOND));
        replace(SECOND, first);

        assertFault(SECOND, "comes behind flow ");
    }

    @Test
    void aFlowLiesUnderAnotherTag() throws Exception {
        put("logs/wrong" + STREAM + "00000000.gz", records(FIRST));

        assertFault("logs/wrong" + STREAM + "00000000.gz: flow ", "has another tag: busy");
    }

    @Test
    void aFlowThatNeverCame() throws Exception {
        flows.clear(1);

        assertFault("flow 1 ", "never came to classify");
    }

    @Test
    void aKeyOfAnotherForm() throws Exception {
        contents.put("logs/busy/1.gz", contents.get(FIRST));

        assertFault("logs/busy/1.gz", "a key of another form");
    }

    @Test
    void theLedgerSaysOtherwise() throws Exception {
        Books right = books;
        long[] n = {
            right.received(), 0, right.filtered(), 0, 0, 0, right.written(), 0, 0,
        };
        for (int i = 0; i < n.length; i++) {
            long[] wrong = n.clone();
            wrong[i]++;
            books = new Books(wrong[0], wrong[1], wrong[2], wrong[3], wrong[4], wrong[5], wrong[6], wrong[7], wrong[8]);

            assertThat(faults(Mode.JOURNAL))
                    .singleElement()
                    .satisfies(fault -> assertThat(fault).startsWith("the ledger says "));
        }
    }
}
