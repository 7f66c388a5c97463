package io.flowexporter.core.durability.spool;

import io.flowexporter.core.durability.FileOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of the log, read.
 *
 * @param departures its sound entries in their order
 * @param skipped how many bytes between them or before them are no sound entry; bytes behind the last one are not counted, since a
 *     crash leaves such
 */
record LogFile(List<Departure> departures, long skipped) {
    LogFile {
        departures = List.copyOf(departures);
    }

    static LogFile read(FileOperations files, Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(files.readAll(file));
        int at = Prelude.LENGTH;
        try {
            Prelude.LOG.read(bytes, file);
        } catch (DamagedFileException e) {
            at = 0;
        }
        List<Departure> departures = new ArrayList<>();
        long skipped = 0;
        int end = at;
        while (at + DepartureLog.BEFORE_CONTENT <= bytes.limit()) {
            int length = bytes.getInt(at + Integer.BYTES);
            int contentAt = at + DepartureLog.BEFORE_CONTENT;
            Departure departure = null;
            if (bytes.getInt(at) == DepartureLog.ENTRY_MARK && length >= 0 && length <= bytes.limit() - contentAt) {
                departure = departure(bytes, at, length);
            }
            if (departure == null) {
                at++;
            } else {
                departures.add(departure);
                skipped += at - end;
                at = contentAt + length;
                end = at;
            }
        }
        return new LogFile(departures, skipped);
    }

    private static Departure departure(ByteBuffer bytes, int at, int length) {
        byte[] content = new byte[length];
        bytes.get(at + DepartureLog.BEFORE_CONTENT, content);
        if (bytes.getInt(at + 2 * Integer.BYTES) != DepartureLog.check(content)) {
            return null;
        }
        try {
            return Json.departure(content);
        } catch (DamagedFileException e) {
            return null;
        }
    }
}
