package io.flowexporter.core.runtime;

import io.flowexporter.api.object.Part;
import io.flowexporter.core.internal.GrowingBytes;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Takes a joined object without copying the parts it is joined from: a part's own array, written whole, is kept as it is,
 * since nobody changes it. So closing a large object does not need its size in memory once more.
 */
final class SharedPieces extends OutputStream {
    private static final int SMALL = 8 * 1024;

    private final Set<byte[]> shared = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<byte[]> pieces = new ArrayList<>();
    private GrowingBytes current = new GrowingBytes(SMALL);

    SharedPieces(List<Part> parts) {
        for (Part part : parts) {
            if (part.bytes().length >= SMALL) {
                shared.add(part.bytes());
            }
        }
    }

    @Override
    public void write(int b) {
        current.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (offset == 0 && length == bytes.length && shared.contains(bytes)) {
            endCurrent();
            pieces.add(bytes);
        } else {
            current.write(bytes, offset, length);
        }
    }

    private void endCurrent() {
        if (current.size() > 0) {
            pieces.add(Arrays.copyOf(current.array(), current.size()));
            current = new GrowingBytes(SMALL);
        }
    }

    List<byte[]> pieces() {
        endCurrent();
        return List.copyOf(pieces);
    }
}
