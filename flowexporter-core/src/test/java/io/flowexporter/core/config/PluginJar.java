package io.flowexporter.core.config;

import io.flowexporter.api.Plugin;
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

/** Makes jars of plugins, as a third party would: compiled against the API and the JDK alone. */
final class PluginJar {
    static final String SERVICES = "META-INF/services/" + Plugin.class.getName();

    private PluginJar() {}

    /**
     * A jar of one class.
     *
     * @param services the services file's text
     * @param name the class' simple name; it is in the package {@code third.party}
     * @param body what stands in the source behind the package and the imports of the API
     * @param without class files to leave out of the jar
     */
    static Path of(Path jar, String services, String name, String body, String... without) throws IOException {
        Path classes = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "classes");
        compile(classes, name, body);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            add(out, SERVICES, services.getBytes(StandardCharsets.UTF_8));
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                if (!List.of(without).contains(file.getFileName().toString())) {
                    add(out, classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
                }
            }
        }
        return jar;
    }

    private static void add(JarOutputStream out, String name, byte[] bytes) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(bytes);
        out.closeEntry();
    }

    private static void compile(Path classes, String name, String body) throws IOException {
        Path source = classes.resolve(name + ".java");
        Files.writeString(
                source,
                "package third.party;\nimport io.flowexporter.api.*;\nimport io.flowexporter.api.stage.*;\n"
                        + "import java.util.*;\n" + body);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            said,
                            manager,
                            null,
                            List.of("-proc:none", "--release", "17", "-cp", api(), "-d", classes.toString()),
                            null,
                            manager.getJavaFileObjects(source))
                    .call();
            if (!compiled) {
                throw new IllegalStateException(said.toString());
            }
        }
    }

    private static String api() {
        try {
            return Path.of(Plugin.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
