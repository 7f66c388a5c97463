package io.flowexporter.gzipnative;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** All that read gzip here: the JDK, Commons Compress, and the program gzip if there is one. */
final class ReadersOfGzip {
    private static final List<Path> PROGRAMS = List.of(Path.of("/bin/gzip"), Path.of("/usr/bin/gzip"));

    private ReadersOfGzip() {}

    /** What each of them reads. */
    static List<byte[]> read(byte[] object) throws IOException, InterruptedException {
        List<byte[]> contents = new ArrayList<>();
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(object))) {
            contents.add(in.readAllBytes());
        }
        try (InputStream in = GzipCompressorInputStream.builder()
                .setByteArray(object)
                .setDecompressConcatenated(true)
                .get()) {
            contents.add(in.readAllBytes());
        }
        for (Path program :
                PROGRAMS.stream().filter(Files::isExecutable).limit(1).toList()) {
            contents.add(readBy(program, object));
        }
        return contents;
    }

    private static byte[] readBy(Path program, byte[] object) throws IOException, InterruptedException {
        Path file = Files.createTempFile("object", ".gz");
        try {
            Files.write(file, object);
            Process process = new ProcessBuilder(program.toString(), "-dc")
                    .redirectInput(file.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            byte[] content = process.getInputStream().readAllBytes();
            if (process.waitFor() != 0) {
                throw new IOException(program + " refused it");
            }
            return content;
        } finally {
            Files.delete(file);
        }
    }
}
