package io.flowexporter.gzipnative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.object.Part;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/** What becomes of deflaters, and of the data if one fails. */
class DeflaterPoolTest {
    private final List<Counted> made = new ArrayList<>();

    private static final class Counted extends Deflater {
        private int ends;

        Counted() {
            super(1, true);
        }

        @Override
        public void end() {
            ends++;
            super.end();
        }
    }

    private Deflater counted() {
        Counted deflater = new Counted();
        made.add(deflater);
        return deflater;
    }

    @Test
    void oneThreadUsesOneDeflaterWhichTheCompressorEnds() {
        byte[] zeros = new byte[1_000_000];
        try (GzipMembers compressor = new GzipMembers(this::counted)) {
            for (int i = 0; i < 20; i++) {
                compressor.part(zeros, 0, zeros.length);
            }
            assertThat(made)
                    .hasSize(1)
                    .allSatisfy(deflater -> assertThat(deflater.ends).isZero());
        }

        assertThat(made).allSatisfy(deflater -> assertThat(deflater.ends).isPositive());
    }

    @Test
    void oneThatIsGivenBackLateIsEndedToo() {
        DeflaterPool pool = new DeflaterPool(this::counted);
        PieceDeflater late = pool.take();
        PieceDeflater early = pool.take();
        pool.giveBack(early);

        pool.close();
        assertThat(made).extracting(deflater -> deflater.ends).containsExactly(0, 1);

        pool.giveBack(late);
        assertThat(made).extracting(deflater -> deflater.ends).containsExactly(1, 1);
    }

    @Test
    void oneThatFailedIsEndedAndNotUsedAgain() {
        List<Deflater> failing = new ArrayList<>();
        try (GzipMembers compressor = new GzipMembers(() -> {
            Deflater ended = new Deflater(1, true);
            ended.end();
            failing.add(ended);
            return ended;
        })) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> compressor.part(new byte[1_000], 0, 1_000))
                        .isInstanceOf(RuntimeException.class);
            }
            assertThat(failing).hasSize(2);
        }
    }

    @Test
    void whatADeflaterDoesNotFinishIsStoredAsItIs() throws Exception {
        byte[] noise = new byte[700_000];
        new Random(7).nextBytes(noise);
        try (GzipMembers compressor = new GzipMembers(() -> new Deflater(1, true) {
            @Override
            public boolean finished() {
                return false;
            }
        })) {
            Part part = compressor.part(noise, 3, noise.length - 3);

            ByteArrayOutputStream object = new ByteArrayOutputStream();
            compressor.join(List.of(part), object);
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            plain.write(noise, 3, noise.length - 3);
            assertThat(ReadersOfGzip.read(object.toByteArray()))
                    .allSatisfy(read -> assertThat(read).isEqualTo(plain.toByteArray()));
        }
    }
}
