package io.flowexporter.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Plugin;
import io.flowexporter.api.StageType;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageTypesTest {
    @TempDir
    private Path plugins;

    private Path jar(String file, String services, String name, String body, String... without) throws IOException {
        return PluginJar.of(plugins.resolve(file), services, name, body, without);
    }

    private static String plugin(String name, String type) {
        return "public final class " + name + " implements Plugin {\n"
                + "  public List<StageType<?>> stages() { return List.of(" + type + "); }\n}\n";
    }

    private static String writer(String name) {
        return "StageType.write(\"" + name + "\", (settings, context) -> object -> {})";
    }

    private Path goodJar() throws IOException {
        return jar("good.jar", "third.party.Good # ours\n", "Good", plugin("Good", writer("hole")));
    }

    private static StageTypes found(Path... jars) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(new URL[0]), StageTypesTest.class.getClassLoader())) {
            return StageTypes.found(loader);
        }
    }

    private static List<String> named(StageTypes types, String jar) {
        return types.list().stream()
                .filter(entry -> entry.jar().equals(jar))
                .map(entry -> entry.type().kind() + " " + entry.type().name() + " of " + entry.plugin())
                .toList();
    }

    private void isNamedAndHarmsNobody(Path broken, String reason) throws IOException {
        // In both orders, since a failure must not end the search.
        for (StageTypes types : List.of(found(goodJar(), broken), found(broken, goodJar()))) {
            assertThat(named(types, "good.jar")).containsExactly("write hole of third.party.Good");
            assertThat(types.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.jar()).isEqualTo(broken.getFileName().toString());
                assertThat(failure.reason()).isEqualTo(reason);
            });
        }
    }

    @Test
    void areFoundInJars() throws IOException {
        StageTypes types = found(goodJar());

        assertThat(named(types, "good.jar")).containsExactly("write hole of third.party.Good");
        assertThat(types.failures()).isEmpty();
    }

    @Test
    void areFoundBesideAPluginWhoseClassIsMissing() throws IOException {
        isNamedAndHarmsNobody(
                jar("missing.jar", "third.party.Missing\n", "Other", "class Other {}"),
                "Cannot load plugin third.party.Missing: there is no such class");
    }

    @Test
    void areFoundBesideAClassThatIsNoPlugin() throws IOException {
        isNamedAndHarmsNobody(
                jar("wrong.jar", "third.party.Wrong\n", "Wrong", "public class Wrong {}"),
                "Cannot load plugin third.party.Wrong: it is no io.flowexporter.api.Plugin");
    }

    @Test
    void areFoundBesideAPluginWithoutAPublicConstructor() throws IOException {
        isNamedAndHarmsNobody(
                jar(
                        "private.jar",
                        "third.party.Hidden\n",
                        "Hidden",
                        "public class Hidden implements Plugin { private Hidden() {}\n"
                                + "public List<StageType<?>> stages() { return List.of(); } }"),
                "Cannot load plugin third.party.Hidden: it has no public constructor without parameters");
    }

    @Test
    void areFoundBesideAPluginThatThrowsInItsConstructor() throws IOException {
        isNamedAndHarmsNobody(
                jar(
                        "throwing.jar",
                        "third.party.Throwing\n",
                        "Throwing",
                        "public class Throwing implements Plugin {\n"
                                + "public Throwing() { throw new IllegalStateException(\"no\\nlicence\"); }\n"
                                + "public List<StageType<?>> stages() { return List.of(); } }"),
                "Cannot load plugin third.party.Throwing: IllegalStateException: no\\u000alicence");
    }

    @Test
    void areFoundBesideAPluginThatThrowsInItsClass() throws IOException {
        isNamedAndHarmsNobody(
                jar(
                        "static.jar",
                        "third.party.Static\n",
                        "Static",
                        "public class Static implements Plugin { static final int N = Integer.parseInt(\"x\");\n"
                                + "public List<StageType<?>> stages() { return List.of(); } }"),
                "Cannot load plugin third.party.Static: NumberFormatException: For input string: \"x\"");
    }

    @Test
    void areFoundBesideAPluginThatMissesALibrary() throws IOException {
        isNamedAndHarmsNobody(
                jar(
                        "linkage.jar",
                        "third.party.Linkage\n",
                        "Linkage",
                        "class Library { static StageType<?> type() { return null; } }\n"
                                + plugin("Linkage", "Library.type()"),
                        "Library.class"),
                "Cannot list the stages of plugin third.party.Linkage: NoClassDefFoundError: third/party/Library");
    }

    @Test
    void areFoundBesideAPluginWhoseParentIsMissing() throws IOException {
        isNamedAndHarmsNobody(
                jar(
                        "orphan.jar",
                        "third.party.Orphan\n",
                        "Orphan",
                        "abstract class Parent implements Plugin {}\n"
                                + "public final class Orphan extends Parent {\n"
                                + "public List<StageType<?>> stages() { return List.of(); } }",
                        "Parent.class"),
                "Cannot load plugin third.party.Orphan: NoClassDefFoundError: third/party/Parent");
    }

    @Test
    void areFoundBesideAPluginThatListsNothingAtAll() throws IOException {
        isNamedAndHarmsNobody(
                jar(
                        "null.jar",
                        "third.party.Nothing\n",
                        "Nothing",
                        "public class Nothing implements Plugin {\n"
                                + "public List<StageType<?>> stages() { return null; } }"),
                "Cannot list the stages of plugin third.party.Nothing: it lists null");
    }

    @Test
    void areFoundBesideAPluginThatListsNone() throws IOException {
        StageTypes types = found(
                goodJar(),
                jar(
                        "none.jar",
                        "third.party.None\n",
                        "None",
                        "public class None implements Plugin {\n"
                                + "public List<StageType<?>> stages() { return List.of(); } }"));

        assertThat(named(types, "good.jar")).hasSize(1);
        assertThat(types.failures()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "new java.io.IOException(\"no licence\"), IOException: no licence",
        "new Error(\"not written yet\"), Error: not written yet"
    })
    void areFoundBesideAPluginThatThrowsWhatJavaWouldNotLetItThrow(String thrown, String reason) throws IOException {
        isNamedAndHarmsNobody(
                jar(
                        "sneaky.jar",
                        "third.party.Sneaky\n",
                        "Sneaky",
                        "public class Sneaky implements Plugin {\n"
                                + "static <E extends Throwable> void hurl(Throwable e) throws E { throw (E) e; }\n"
                                + "public List<StageType<?>> stages() { Sneaky.<RuntimeException>hurl(" + thrown
                                + "); return null; } }"),
                "Cannot list the stages of plugin third.party.Sneaky: " + reason);
    }

    @Test
    void areFoundBesideAPluginForANewerJava() throws IOException {
        Path good = goodJar();
        Path newer = jar("newer.jar", "third.party.Newer\n", "Newer", plugin("Newer", writer("newer")));
        try (FileSystem zip = FileSystems.newFileSystem(newer)) {
            Path type = zip.getPath("third/party/Newer.class");
            byte[] bytes = Files.readAllBytes(type);
            bytes[7] = (byte) 0xff;
            Files.write(type, bytes);
        }

        for (StageTypes types : List.of(found(good, newer), found(newer, good))) {
            assertThat(named(types, "good.jar")).hasSize(1);
            assertThat(types.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.jar()).isEqualTo("newer.jar");
                assertThat(failure.reason())
                        .startsWith("Cannot load plugin third.party.Newer: it was compiled for a newer Java (");
            });
        }
    }

    @Test
    void areFoundBesideADamagedServicesFile() throws IOException {
        Path damaged = jar("damaged.jar", "third.party.Damaged" + " ".repeat(99) + "\n", "Damaged", "class Damaged {}");
        byte[] bytes = Files.readAllBytes(damaged);
        int data = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(PluginJar.SERVICES)
                + PluginJar.SERVICES.length();
        Arrays.fill(bytes, data, data + 8, (byte) 0xff);
        Files.write(damaged, bytes);

        isNamedAndHarmsNobody(damaged, "Cannot read its " + PluginJar.SERVICES + ": ZipException: invalid block type");
    }

    @Test
    void ofOnePluginInTwoJarsAreThoseOfTheFirstAndTheOtherIsNamed() throws IOException {
        Path old = jar("good-1.0.jar", "third.party.Good\n", "Good", plugin("Good", writer("hole")));
        Path young = jar("good-1.1.jar", "third.party.Good\n", "Good", plugin("Good", writer("pit")));

        StageTypes types = found(young, old);

        assertThat(named(types, "good-1.1.jar")).containsExactly("write pit of third.party.Good");
        assertThat(named(types, "good-1.0.jar")).isEmpty();
        assertThat(types.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.jar()).isEqualTo("good-1.0.jar");
            assertThat(failure.reason())
                    .isEqualTo("Cannot load plugin third.party.Good: it is in good-1.1.jar too, which is taken;"
                            + " take one of them away");
        });
    }

    @Test
    void areFoundBesideABadServicesFile() throws IOException {
        Path broken = jar("services.jar", "third party Plugin\n", "Any", "class Any {}");

        for (StageTypes types : List.of(found(goodJar(), broken), found(broken, goodJar()))) {
            assertThat(named(types, "good.jar")).hasSize(1);
            assertThat(types.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.jar()).isEqualTo("services.jar");
                assertThat(failure.reason())
                        .startsWith("Cannot load a plugin: ")
                        .contains(PluginJar.SERVICES + ":1: ");
            });
        }
    }

    @Test
    void areFoundBesideAFileThatIsNoJar() throws IOException {
        isNamedAndHarmsNobody(Files.writeString(plugins.resolve("text.jar"), "no zip"), "Cannot read it: it is no jar");
    }

    @Test
    void areListedUnderTheNamesThatTheirJarsHaveOnTheDisk() throws IOException {
        Path jar = Files.move(goodJar(), plugins.resolve("good one+1 50%.jar"));

        assertThat(named(found(jar), "good one+1 50%.jar")).hasSize(1);
    }

    @Test
    void areRefusedWhenTwoPluginsDeclareTheSame() throws IOException {
        Path one = goodJar();
        Path other = jar("other.jar", "third.party.Other\n", "Other", plugin("Other", writer("hole")));

        assertThatThrownBy(() -> found(one, other))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("1 problem in plugins:\n  pipeline.write.type: 'hole' is declared twice,"
                        + " by plugin third.party.Good (good.jar) and by plugin third.party.Other (other.jar);"
                        + " take one of them away");
    }

    @Test
    void mayShareANameWhenTheyTakeDifferentRecords() {
        Plugin plugin = () -> List.of(
                StageType.encode("text", String.class, (settings, context) -> {
                    throw new UnsupportedOperationException();
                }),
                StageType.encode("text", Integer.class, (settings, context) -> {
                    throw new UnsupportedOperationException();
                }));

        assertThat(StageTypes.of(plugin).list()).hasSize(2);
    }

    @Test
    void areListedInTheOrderOfTheFlow() {
        assertThat(StageTypes.of(new FakeStages(), FakeStages.CORE).list())
                .extracting(entry -> entry.type().kind() + " " + entry.type().name())
                .startsWith("subscriber skydive", "classify subnet", "classify subnet_autodiscovery", "filter subnet")
                .endsWith("account file", "write s3", "write stdout");
    }
}
