package io.flowexporter.core.config;

import io.flowexporter.api.Plugin;
import io.flowexporter.api.StageType;
import io.flowexporter.core.internal.Printable;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.zip.ZipFile;

/** Finds the plugins of a class loader; one that can't be loaded is named and does no harm to the others. For one use. */
final class PluginLoader {
    private static final String SERVICES = "META-INF/services/" + Plugin.class.getName();
    private static final String CLASS_PATH = "class path";
    /** The loader goes on behind a failure, but nothing promises that it always gets further. */
    private static final int MAX_FAILURES = 1000;

    private final ClassLoader classLoader;
    private final List<StageTypes.Entry> entries = new ArrayList<>();
    private final List<PluginFailure> failures = new ArrayList<>();
    private final List<PluginFailure> unreadable = new ArrayList<>();

    PluginLoader(ClassLoader classLoader) {
        this.classLoader = classLoader;
    }

    List<StageTypes.Entry> entries() {
        return entries;
    }

    List<PluginFailure> failures() {
        return failures;
    }

    PluginLoader load() {
        Map<String, Set<String>> jars = jarsByPlugin();
        Iterator<ServiceLoader.Provider<Plugin>> providers =
                ServiceLoader.load(Plugin.class, classLoader).stream().iterator();
        for (int failed = 0; failed < MAX_FAILURES; ) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                load(providers.next());
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                failed++;
                // Of a services file that can't be read Java does not say where it is; we have.
                if (unreadable.isEmpty() || !(e.getCause() instanceof IOException)) {
                    failures.add(failure(e, jars));
                }
            }
        }
        failures.addAll(unreadable);
        jars.forEach(this::nameFurtherJars);
        brokenJars()
                .forEach(jar -> failures.add(new PluginFailure(
                        Printable.of(jar.getFileName().toString()),
                        "Cannot read it: " + (Files.isReadable(jar) ? "it is no jar" : "this user may not"))));
        return this;
    }

    private void load(ServiceLoader.Provider<Plugin> provider) {
        String name = provider.type().getName();
        String jar = jar(provider.type());
        try {
            List<StageType<?>> types = provider.get().stages();
            if (types == null || types.stream().anyMatch(Objects::isNull)) {
                failures.add(new PluginFailure(jar, "Cannot list the stages of plugin " + name + ": it lists null"));
                return;
            }
            types.forEach(type -> entries.add(new StageTypes.Entry(type, name, jar)));
        } catch (ServiceConfigurationError e) {
            failures.add(new PluginFailure(jar, "Cannot load plugin " + name + ": " + why(e)));
        } catch (Throwable e) {
            // A plugin in another language may throw anything.
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
            failures.add(new PluginFailure(jar, "Cannot list the stages of plugin " + name + ": " + why(e)));
        }
    }

    /** A failure that comes before the plugin's class is known, so that only the services files tell the jar. */
    private PluginFailure failure(Throwable failure, Map<String, Set<String>> jars) {
        String message = String.valueOf(failure.getMessage());
        List<String> words = List.of(message.split("[\\s:]+"));
        Optional<String> plugin = jars.keySet().stream()
                .filter(name -> failure instanceof LinkageError ? failsToLink(name, message) : words.contains(name))
                .findFirst();
        if (plugin.isPresent()) {
            return new PluginFailure(
                    fileName(jars.get(plugin.get()).iterator().next()),
                    "Cannot load plugin " + plugin.get() + ": " + why(failure));
        }
        Optional<String> jar = words.stream()
                .filter(word -> word.contains("!/" + SERVICES))
                .map(word -> fileName(word.substring(0, word.indexOf("!/"))))
                .findFirst();
        return new PluginFailure(jar.orElse(CLASS_PATH), "Cannot load a plugin: " + why(failure));
    }

    private boolean failsToLink(String plugin, String message) {
        try {
            Class.forName(plugin, false, classLoader);
            return false;
        } catch (LinkageError e) {
            return message.equals(String.valueOf(e.getMessage()));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** The cause that tells most, in one line. */
    private static String why(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && (cause instanceof ServiceConfigurationError || cause instanceof ExceptionInInitializerError)) {
            cause = cause.getCause();
        }
        String message = Optional.ofNullable(cause.getMessage()).orElse("");
        String told = message.replace(Plugin.class.getName() + ": ", "");
        if (cause instanceof UnsupportedClassVersionError) {
            return "it was compiled for a newer Java (" + Printable.of(told) + ")";
        }
        if (cause instanceof NoSuchMethodException) {
            return "it has no public constructor without parameters";
        }
        if (cause instanceof ServiceConfigurationError && told.endsWith(" not a subtype")) {
            return "it is no " + Plugin.class.getName();
        }
        if (cause instanceof ServiceConfigurationError && told.endsWith(" not found")) {
            return "there is no such class";
        }
        if (cause instanceof ServiceConfigurationError) {
            return Printable.of(told);
        }
        return Printable.of(cause.getClass().getSimpleName() + (told.isEmpty() ? "" : ": " + told));
    }

    private static String jar(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? CLASS_PATH
                : fileName(source.getLocation().getPath());
    }

    private static String fileName(String path) {
        String file = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        int directory = file.lastIndexOf("/target/classes");
        if (directory > 0) {
            file = file.substring(0, directory);
        }
        return Printable.of(decoded(file.substring(file.lastIndexOf('/') + 1)));
    }

    /** The name as it is on the disk: URLs have blanks as %20. */
    private static String decoded(String name) {
        try {
            return URI.create("file:/" + name).getPath().substring(1);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    /** The jars, by their paths, of each plugin that a services file names: the first is the one that Java takes. */
    private Map<String, Set<String>> jarsByPlugin() {
        Map<String, Set<String>> jars = new LinkedHashMap<>();
        try {
            for (URL services : Collections.list(classLoader.getResources(SERVICES))) {
                plugins(services, jars);
            }
        } catch (IOException e) {
            failures.add(new PluginFailure(CLASS_PATH, "Cannot look for plugins: " + why(e)));
        }
        return jars;
    }

    private void plugins(URL services, Map<String, Set<String>> jars) throws IOException {
        try {
            for (String line : lines(services)) {
                String plugin = line.replaceFirst("#.*", "").strip();
                if (!plugin.isEmpty()) {
                    jars.computeIfAbsent(plugin, name -> new LinkedHashSet<>()).add(jarOf(services));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            unreadable.add(new PluginFailure(
                    fileName(jarOf(services)),
                    "Cannot read its " + SERVICES + ": " + why(e instanceof UncheckedIOException ? e.getCause() : e)));
        }
    }

    /** A new version beside the old one: Java takes the first that it finds, and says nothing of the other. */
    private void nameFurtherJars(String plugin, Set<String> paths) {
        String taken = paths.iterator().next();
        for (String other : paths) {
            if (!other.equals(taken)) {
                String shown = fileName(other).equals(fileName(taken)) ? Printable.of(taken) : fileName(taken);
                failures.add(new PluginFailure(
                        fileName(other),
                        "Cannot load plugin " + plugin + ": it is in " + shown
                                + " too, which is taken; take one of them away"));
            }
        }
    }

    private static List<String> lines(URL services) throws IOException {
        URLConnection connection = services.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream();
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }

    /** The path of the jar, or of the directory, that a services file is in. */
    private static String jarOf(URL services) throws IOException {
        if (services.openConnection() instanceof JarURLConnection jar) {
            return jar.getJarFileURL().getPath();
        }
        return services.getPath().replace(SERVICES, "");
    }

    /** Files of the class path that are named like jars but are none: Java itself passes over them in silence. */
    private List<Path> brokenJars() {
        List<Path> files = new ArrayList<>();
        if (classLoader instanceof URLClassLoader loader) {
            for (URL url : loader.getURLs()) {
                try {
                    files.add(Path.of(url.toURI()));
                } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
                    // No file, so no jar that could be broken.
                    continue;
                }
            }
        }
        for (String file : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
            files.add(Path.of(file));
        }
        return files.stream()
                .filter(file -> file.toString().endsWith(".jar") && Files.isRegularFile(file))
                .filter(file -> !isJar(file))
                .distinct()
                .toList();
    }

    private static boolean isJar(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.size() >= 0;
        } catch (IOException e) {
            return false;
        }
    }
}
