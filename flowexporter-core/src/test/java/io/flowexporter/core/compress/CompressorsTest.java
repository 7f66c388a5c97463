package io.flowexporter.core.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.flowexporter.api.Configured;
import io.flowexporter.api.object.Part;
import io.flowexporter.api.stage.Compressor;
import io.flowexporter.testkit.Recording;
import io.flowexporter.testkit.TestContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CompressorsTest {
    private static final int[] SIZES = {
        0, 1, 127, 128, 129, 1_000, 16_383, 16_384, 16_385, 62_999, 63_000, 63_001, 65_535, 65_536, 65_600, 120_000,
        200_000
    };

    private static byte[] text() {
        return Recording.lines(Recording.PLAIN).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] noise() {
        byte[] noise = new byte[500_000];
        new Random(5).nextBytes(noise);
        return noise;
    }

    static Stream<Arguments> compressorsAndContents() throws Exception {
        List<Arguments> all = new ArrayList<>();
        for (byte[] content : List.of(text(), noise(), new byte[300_000])) {
            for (int level : new int[] {1, 6, 9}) {
                all.add(Arguments.of(made(Gzip.level(level)), content));
                all.add(Arguments.of(made(Zstd.level(level)), content));
            }
            all.add(Arguments.of(new NoCompression(), content));
        }
        return all.stream();
    }

    private static Compressor made(Configured<Compressor> settings) throws Exception {
        return settings.create(new TestContext());
    }

    private static byte[] read(Compressor compressor, byte[] object) throws IOException {
        try (InputStream in = switch (compressor.contentEncoding()) {
            case "gzip" -> new GZIPInputStream(new ByteArrayInputStream(object));
            case "zstd" -> new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(object));
            default -> new ByteArrayInputStream(object);
        }) {
            return in.readAllBytes();
        }
    }

    private static byte[] joined(Compressor compressor, List<Part> parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        compressor.join(parts, out);
        return out.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("compressorsAndContents")
    void whatTheyJoinAnyReaderReads(Compressor compressor, byte[] content) throws Exception {
        List<Part> parts = new ArrayList<>();
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        for (int size : SIZES) {
            Part part = compressor.part(content, 7, size);
            assertThat(part.rawSize()).isEqualTo(size);
            assertThat(compressor.expand(part)).isEqualTo(Arrays.copyOfRange(content, 7, 7 + size));
            parts.add(part);
            plain.write(content, 7, size);
        }

        assertThat(read(compressor, joined(compressor, parts))).isEqualTo(plain.toByteArray());
        assertThat(read(compressor, joined(compressor, List.of()))).isEmpty();
    }

    @Test
    void gzipMakesOneMemberWhoseBytesAreTheSameEachTime() throws Exception {
        Compressor gzip = made(Gzip.level(6));
        byte[] text = text();
        List<Part> parts = List.of(gzip.part(text, 0, 1_000), gzip.part(text, 1_000, 5_000));

        byte[] object = joined(gzip, parts);

        assertThat(joined(made(Gzip.level(6)), List.of(gzip.part(text, 0, 1_000), gzip.part(text, 1_000, 5_000))))
                .isEqualTo(object);
        // A reader that stops behind the first member has it all.
        java.util.zip.Inflater inflater = new java.util.zip.Inflater(true);
        inflater.setInput(object, 10, object.length - 10);
        assertThat(inflater.inflate(new byte[10_000])).isEqualTo(6_000);
        assertThat(inflater.finished()).isTrue();
        assertThat(inflater.getRemaining()).isEqualTo(8);
        inflater.end();
    }

    @Test
    void whatTheyMadeBeforeDoesNotChangeWhatTheyMake() throws Exception {
        byte[] text = text();
        byte[] noise = noise();
        for (int level : new int[] {1, 3, 6, 9}) {
            for (Configured<Compressor> settings : List.of(Gzip.level(level), Zstd.level(level))) {
                Compressor used = made(settings);
                for (int round = 0; round < 3; round++) {
                    used.part(noise, 1_000 * round, 300_000);
                    byte[] again = used.part(text, 100_000 * round, 200_000).bytes();

                    assertThat(again)
                            .isEqualTo(made(settings)
                                    .part(text, 100_000 * round, 200_000)
                                    .bytes());
                }
            }
        }
    }

    @Test
    void theyStillWorkForAThreadThatIsLateWhenTheyAreClosed() throws Exception {
        byte[] text = text();
        for (Compressor compressor : List.of(made(Gzip.level(6)), made(Zstd.level(3)))) {
            Part before = compressor.part(text, 0, 10_000);
            compressor.close();

            assertThat(compressor.part(text, 0, 10_000).bytes()).isEqualTo(before.bytes());
        }
    }

    @Test
    void aHigherLevelMakesLess() throws Exception {
        byte[] text = text();

        assertThat(made(Gzip.level(9)).part(text, 0, 400_000).bytes().length)
                .isLessThan(made(Gzip.level(1)).part(text, 0, 400_000).bytes().length);
        assertThat(made(Zstd.level(19)).part(text, 0, 400_000).bytes().length)
                .isLessThan(made(Zstd.level(1)).part(text, 0, 400_000).bytes().length);
        assertThat(Gzip.LEVEL.defaultValue()).contains(6);
    }

    @Test
    void levelsThatThereAreNotAreRefused() {
        assertThatThrownBy(() -> Gzip.level(0)).hasMessageContaining("must be between 1 (fastest) and 9 (smallest)");
        assertThatThrownBy(() -> Gzip.level(10)).hasMessageContaining("but was '10'");
        assertThatThrownBy(() -> Zstd.level(23)).hasMessageContaining("must be between 1 (fastest) and 22 (smallest)");
    }

    @Test
    void aDamagedPartIsNotExpanded() throws Exception {
        byte[] text = text();
        for (Compressor compressor : List.of(made(Gzip.level(6)), made(Zstd.level(3)))) {
            Part good = compressor.part(text, 0, 10_000);
            byte[] bytes = good.bytes().clone();
            bytes[bytes.length / 2] ^= 0x10;

            assertThatThrownBy(() -> compressor.expand(new Part(bytes, good.rawSize(), good.check())))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("Cannot expand a part");
        }
    }

    @Test
    void theyNameTheirEncodingAndSuffix() throws Exception {
        assertThat(List.of(made(Gzip.level(1)), made(Zstd.level(1)), new NoCompression()))
                .extracting(Compressor::contentEncoding, Compressor::suffix)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("gzip", ".gz"),
                        org.assertj.core.groups.Tuple.tuple("zstd", ".zst"),
                        org.assertj.core.groups.Tuple.tuple("", ""));
    }
}
