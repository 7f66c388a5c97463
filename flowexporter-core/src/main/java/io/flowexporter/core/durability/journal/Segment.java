package io.flowexporter.core.durability.journal;

import java.nio.file.Path;

/**
 * A file of the journal as it is at this moment. Immutable.
 *
 * @param path the file
 * @param first the position that its name says
 * @param follows the position behind all that was in the journal before it; 0 if that is not known
 * @param end the position behind all that it holds
 * @param readable how many of its bytes may be read
 * @param bytes how many bytes it takes on the disk
 * @param sealed whether nothing is added any more
 */
record Segment(Path path, long first, long follows, long end, long readable, long bytes, boolean sealed) {
    Segment secured(int records, long written) {
        return new Segment(path, first, follows, end + records, written, written, sealed);
    }

    /** The same with nothing added any more; what was written behind the last secured record takes room, but is not read. */
    Segment sealedWith(long written) {
        return new Segment(path, first, follows, end, readable, Math.max(bytes, written), true);
    }
}
