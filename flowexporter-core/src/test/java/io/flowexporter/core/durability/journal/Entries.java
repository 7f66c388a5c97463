package io.flowexporter.core.durability.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Entries that are texts. */
final class Entries {
    private Entries() {}

    /**
     * One of them.
     *
     * @param position where it stands
     * @param text what it says
     */
    record Text(long position, String text) {
        @Override
        public String toString() {
            return position + text;
        }
    }

    static Text append(Journal journal, String text) throws IOException {
        long position = journal.append(7, false, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        return new Text(position, text);
    }

    static Text of(JournalEntry entry) {
        return new Text(
                entry.position(), StandardCharsets.UTF_8.decode(entry.payload()).toString());
    }

    static List<Text> rest(JournalReader reader) throws Exception {
        List<Text> entries = new ArrayList<>();
        Optional<JournalEntry> entry = reader.next();
        while (entry.isPresent()) {
            entries.add(of(entry.get()));
            entry = reader.next();
        }
        return entries;
    }

    static List<Text> all(Journal journal, long from) throws Exception {
        try (JournalReader reader = journal.read(from)) {
            return rest(reader);
        }
    }
}
