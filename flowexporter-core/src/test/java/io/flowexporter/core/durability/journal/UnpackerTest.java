package io.flowexporter.core.durability.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class UnpackerTest {
    @Test
    void withoutNativeMemoryItDoesNotKnowAndTriesAgain() throws Exception {
        byte[] content = new byte[5000];
        IllegalStateException noMemory = new IllegalStateException("ZSTD_createDeCompressCtx failed");
        Deque<Supplier<ZstdDecompressCtx>> contexts = new ArrayDeque<>(List.of(
                () -> {
                    throw noMemory;
                },
                ZstdDecompressCtx::new));
        try (Unpacker unpacker = new Unpacker(() -> contexts.remove().get())) {
            byte[] frame = Zstd.compress(content);
            assertThatThrownBy(() -> unpacker.unpack(frame))
                    .isInstanceOf(CannotUnpackHereException.class)
                    .hasMessageContaining("memory")
                    .hasCause(noMemory);
            assertThat(unpacker.unpack(frame)).contains(content);
        }
    }
}
