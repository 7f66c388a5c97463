package io.flowexporter.gzipnative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.flowexporter.api.object.Part;
import io.flowexporter.api.stage.Compressor;
import io.flowexporter.testkit.Recording;
import io.flowexporter.testkit.TestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GzipNativeTest {
    private static final int PIECE = PieceDeflater.LONGEST;
    private static final int[] SIZES = {
        0, 1, 128, 129, 1_000, 65_535, 65_536, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 77
    };

    private static byte[] text(int size) {
        byte[] recorded = Recording.lines(Recording.PLAIN).getBytes(StandardCharsets.UTF_8);
        byte[] text = new byte[size];
        for (int i = 0; i < size; i += recorded.length) {
            System.arraycopy(recorded, 0, text, i, Math.min(recorded.length, size - i));
        }
        return text;
    }

    private static byte[] noise(int size) {
        byte[] noise = new byte[size];
        new Random(5).nextBytes(noise);
        return noise;
    }

    private static Compressor compressor(int level) {
        return create(GzipNative.level(level));
    }

    private static Compressor create(GzipNative settings) {
        try {
            return settings.create(new TestContext());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] joined(Compressor compressor, List<Part> parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        compressor.join(parts, out);
        return out.toByteArray();
    }

    static Stream<Arguments> levelsAndContents() {
        return Stream.of(1, 2)
                .flatMap(level -> Stream.of(
                        arguments(level, "text", text(PIECE * 4)),
                        arguments(level, "noise", noise(PIECE * 4)),
                        arguments(level, "zeros", new byte[PIECE * 4])));
    }

    @ParameterizedTest(name = "level {0}, {1}")
    @MethodSource("levelsAndContents")
    void whatItMakesEveryReaderReads(int level, String name, byte[] content) throws Exception {
        try (Compressor compressor = compressor(level)) {
            List<Part> parts = new ArrayList<>();
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            for (int size : SIZES) {
                // An offset: native code knows none.
                Part part = compressor.part(content, 7, size);
                assertThat(part.rawSize()).isEqualTo(size);
                assertThat(compressor.expand(part)).isEqualTo(Arrays.copyOfRange(content, 7, 7 + size));
                parts.add(part);
                plain.write(content, 7, size);
            }

            assertThat(ReadersOfGzip.read(joined(compressor, parts)))
                    .hasSizeGreaterThan(1)
                    .allSatisfy(read -> assertThat(read).isEqualTo(plain.toByteArray()));
        }
    }

    @Test
    void anObjectOfNothingIsEmpty() throws Exception {
        try (Compressor compressor = compressor(1)) {
            byte[] none = joined(compressor, List.of());
            byte[] empty = joined(compressor, List.of(compressor.part(new byte[3], 3, 0)));

            assertThat(none).isEqualTo(empty);
            assertThat(ReadersOfGzip.read(none))
                    .allSatisfy(read -> assertThat(read).isEmpty());
        }
    }

    @Test
    void aPartOf100MegabytesIsReadWhole() throws Exception {
        byte[] content = text(100_000_000);
        try (Compressor compressor = compressor(1)) {
            Part part = compressor.part(content, 0, content.length);

            assertThat(part.bytes().length).isLessThan(content.length / 5);
            assertThat(Arrays.equals(compressor.expand(part), content)).isTrue();
        }
    }

    @Test
    void whatCannotBeCompressedGrowsByAThousandthAtMost() throws Exception {
        byte[] noise = noise(2_000_000);
        try (Compressor compressor = compressor(1)) {
            assertThat(compressor.part(noise, 0, noise.length).bytes().length).isLessThan(2_002_000);
        }
    }

    @Test
    void itIsAboutAsSmallAsLevel1OfTheJdk() throws Exception {
        assumeTrue(IsalLibrary.refusal().isEmpty(), "no ISA-L here");
        byte[] text = text(1_000_000);
        try (Compressor isal = compressor(1);
                Compressor isal2 = compressor(2);
                Compressor jdk = new GzipMembers(() -> new Deflater(1, true))) {
            int size = isal.part(text, 0, text.length).bytes().length;

            assertThat((double) size)
                    .isLessThan(1.1 * jdk.part(text, 0, text.length).bytes().length);
            assertThat(isal2.part(text, 0, text.length).bytes().length).isLessThan(size);
        }
    }

    @Test
    void manyThreadsGetTheSameBytesAsOne() throws Exception {
        int threads = 16;
        byte[] text = text(2_000_000);
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try (Compressor compressor = compressor(1)) {
            List<Part> expected = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                expected.add(compressor.part(text, i, 900_000 + i * 1_000));
            }
            List<Callable<Void>> work = new ArrayList<>();
            for (int i = 0; i < 20 * threads; i++) {
                int which = i % threads;
                work.add(() -> {
                    Part part = compressor.part(text, which, 900_000 + which * 1_000);
                    assertThat(part.bytes()).isEqualTo(expected.get(which).bytes());
                    return null;
                });
            }
            for (Future<Void> done : workers.invokeAll(work)) {
                done.get();
            }
        } finally {
            workers.shutdownNow();
        }
    }

    @Test
    void aPieceOutsideOfTheArrayIsRefusedBeforeNativeCodeSeesIt() throws Exception {
        byte[] bytes = new byte[1_000];
        try (Compressor compressor = compressor(1)) {
            for (int[] piece : new int[][] {{-1, 500}, {0, 1_001}, {900, 200}, {0, -1}, {Integer.MAX_VALUE, 500}}) {
                assertThatThrownBy(() -> compressor.part(bytes, piece[0], piece[1]))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    @Test
    void aDamagedPartIsNotExpanded() throws Exception {
        byte[] text = text(10_000);
        try (Compressor compressor = compressor(1)) {
            Part good = compressor.part(text, 0, text.length);
            byte[] damaged = good.bytes().clone();
            damaged[damaged.length / 2] ^= 0x10;
            byte[] cut = Arrays.copyOf(good.bytes(), good.bytes().length - 9);

            for (Part bad : List.of(
                    new Part(damaged, text.length, 0),
                    new Part(cut, text.length, 0),
                    new Part(good.bytes(), text.length - 1, 0),
                    new Part(good.bytes(), text.length + 1, 0))) {
                assertThatThrownBy(() -> compressor.expand(bad))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("Cannot expand a part of ");
            }
        }
    }

    @Test
    void levelsThatIsaLHasNotAreRefused() {
        assertThatThrownBy(() -> GzipNative.level(0)).hasMessageContaining("must be 1 or 2");
        assertThatThrownBy(() -> GzipNative.level(6)).hasMessageContaining("but was '6'");
        assertThat(GzipNative.LEVEL.defaultValue()).contains(1);
    }

    @Test
    void itNamesItsEncodingAndSuffixAsGzipDoes() throws Exception {
        try (Compressor compressor = compressor(1)) {
            assertThat(compressor.contentEncoding()).isEqualTo("gzip");
            assertThat(compressor.suffix()).isEqualTo(".gz");
        }
    }
}
