package io.flowexporter.gzipnative;

import io.flowexporter.api.stage.Compressor;
import io.flowexporter.testkit.TestContext;
import java.util.List;

/** Compresses its standard input to its standard output, by two compressors one after the other; makes one more. */
final class CompressingProgram {
    private CompressingProgram() {}

    public static void main(String[] args) throws Exception {
        byte[] content = System.in.readAllBytes();
        GzipNative.level(2).create(new TestContext()).close();
        int half = content.length / 2;
        for (int[] part : new int[][] {{0, half}, {half, content.length - half}}) {
            try (Compressor compressor = GzipNative.level(1).create(new TestContext())) {
                compressor.start();
                compressor.join(List.of(compressor.part(content, part[0], part[1])), System.out);
            }
        }
        System.out.flush();
    }
}
