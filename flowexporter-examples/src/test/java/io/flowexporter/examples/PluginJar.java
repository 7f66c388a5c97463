package io.flowexporter.examples;

import io.flowexporter.api.Plugin;
import io.flowexporter.core.flow.MessageParser;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Makes a jar of a plugin, as a third party would: compiled against the API and the JDK (and core, if
 * {@code source} names it). */
final class PluginJar {
    private PluginJar() {}

    /** A jar with the class {@code third.party.<name>}, which its services file names. */
    static void write(Path jar, String name, String source) throws IOException {
        Path classes = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "classes");
        Path file = Files.writeString(classes.resolve(name + ".java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-proc:none", "--release", "17", "-cp", classPath(source), "-d", classes.toString());
            if (!compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(file))
                    .call()) {
                throw new IllegalStateException(said.toString());
            }
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> compiled = Files.walk(classes)) {
            add(
                    out,
                    "META-INF/services/" + Plugin.class.getName(),
                    ("third.party." + name + '\n').getBytes(StandardCharsets.UTF_8));
            for (Path path :
                    compiled.filter(each -> each.toString().endsWith(".class")).toList()) {
                add(out, classes.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
    }

    private static void add(JarOutputStream out, String name, byte[] bytes) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(bytes);
        out.closeEntry();
    }

    private static String classPath(String source) {
        String api = place(Plugin.class);
        return source.contains("io.flowexporter.core.") ? api + File.pathSeparator + place(MessageParser.class) : api;
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
