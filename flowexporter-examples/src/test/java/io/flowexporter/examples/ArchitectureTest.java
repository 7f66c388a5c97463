package io.flowexporter.examples;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules between the modules. A rule that fails says what to do instead; this module sees all the others. */
@AnalyzeClasses(packages = "io.flowexporter", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.flowexporter.";

    /** Each is a directory flowexporter-x and a package io.flowexporter.x, without hyphens; add a new plugin module here. */
    private static final Set<String> PLUGINS = Set.of("s3", "secadvisor", "vpclogs", "prometheus", "gzipnative");

    private static final Set<String> MODULES = union(PLUGINS, Set.of("api", "core", "testkit", "examples"));

    @ArchTest
    static final ArchRule THE_API_NEEDS_ONLY_JAVA = classes()
            .that()
            .resideInAPackage("io.flowexporter.api..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.flowexporter.api..", "java..")
            .allowEmptyShould(true)
            .because("a plugin compiles against flowexporter-api and the JDK alone:"
                    + " put an interface into the API and what needs a library (or core) behind it");

    @ArchTest
    static final ArchRule PLUGINS_KNOW_THE_API_ALONE = classes()
            .that(areOfModules(PLUGINS))
            .should(useOfOurModulesOnly("api"))
            .allowEmptyShould(true)
            .because("third parties can write only what our own plugins can:"
                    + " if the API lacks something, add it to flowexporter-api instead of reaching around it");

    @ArchTest
    static final ArchRule CORE_KNOWS_NO_PLUGIN = classes()
            .that(areOfModules(Set.of("core")))
            .should(useOfOurModulesOnly("api"))
            .allowEmptyShould(true)
            .because(
                    "core finds plugins by ServiceLoader, whoever wrote them:"
                            + " declare what it must know as a StageType in the plugin, or move the shared part to flowexporter-api");

    @ArchTest
    static final ArchRule THE_TEST_KIT_KNOWS_THE_API_ALONE = classes()
            .that(areOfModules(Set.of("testkit")))
            .should(useOfOurModulesOnly("api"))
            .allowEmptyShould(true)
            .because("core's own tests use the test kit:"
                    + " take what is needed of core as an argument, or put the helper into the tests of core");

    @ArchTest
    static final ArchRule INTERNAL_PACKAGES_STAY_IN_THEIR_MODULE = classes()
            .should(new ArchCondition<>("use no internal package of another module") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                    for (Dependency d : item.getDirectDependenciesFromSelf()) {
                        JavaClass target = d.getTargetClass().getBaseComponentType();
                        if (isOurs(target)
                                && (target.getPackageName() + ".").contains(".internal.")
                                && !module(target).equals(module(item))) {
                            events.add(SimpleConditionEvent.violated(d, d.getDescription()));
                        }
                    }
                }
            })
            .allowEmptyShould(true)
            .because(
                    "what lies in an internal package may change in any release:"
                            + " use the module's public types, or make the type public by moving it out of internal on purpose");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES = slices().assignedFrom(packages())
            .should()
            .beFreeOfCycles()
            .allowEmptyShould(true)
            .because("packages in a cycle can only be read, tested and changed as one:"
                    + " move the type that closes the cycle to the package that is used, or put an interface there");

    @ArchTest
    static final ArchRule STATIC_FIELDS_ARE_FINAL = fields().that()
            .areStatic()
            .should()
            .beFinal()
            .allowEmptyShould(true)
            .because("several pipelines run in one process and must not meet in static state:"
                    + " keep it in an object that the pipeline makes, and hand that over");

    @ArchTest
    static final ArchRule STATIC_FIELDS_COUNT_NOTHING = noFields()
            .that()
            .areStatic()
            .should()
            .haveRawType(describe(
                    "a type made to be changed (java.util.concurrent.atomic)",
                    type -> type.getPackageName().equals("java.util.concurrent.atomic")))
            .allowEmptyShould(true)
            .because("a static counter or reference is static state, final or not:"
                    + " keep it in an object that the pipeline makes, or use the Meters of StageContext");

    @ArchTest
    static final ArchRule LOGGING_GOES_THROUGH_SYSTEM_LOGGER = noClasses()
            .that()
            .resideOutsideOfPackage("io.flowexporter.examples..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.util.logging..",
                    "org.slf4j..",
                    "ch.qos.logback..",
                    "org.apache.commons.logging..",
                    "org.apache.log4j..",
                    "org.apache.logging..",
                    "org.jboss.logging..")
            .allowEmptyShould(true)
            .because("whoever embeds us chooses the logging library:"
                    + " use java.lang.System.Logger, in a stage the one of StageContext.logger()");

    @ArchTest
    static final ArchRule EVERY_CLASS_LIVES_IN_THE_PACKAGE_OF_ITS_MODULE = classes()
            .should(new ArchCondition<>("live in a package io.flowexporter.<module> of a known module") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                    if (!MODULES.contains(module(item))) {
                        events.add(SimpleConditionEvent.violated(
                                item, item.getName() + " is in none of the modules " + new TreeSet<>(MODULES)));
                    }
                }
            })
            .allowEmptyShould(true)
            .because(
                    "the rules here go by package: move the class,"
                            + " or, if there is a new module, add it to this test and to the dependencies of flowexporter-examples");

    /** Rules hold of nothing, too: that they see each module which has classes is checked here. */
    @ArchTest
    static void theRulesSeeEveryModule(JavaClasses imported) throws IOException {
        Set<String> seen = imported.stream().map(ArchitectureTest::module).collect(Collectors.toSet());
        assertThat(seen)
                .as(
                        "modules whose classes the rules see; add a missing one to the dependencies of flowexporter-examples")
                .containsAll(modulesWithSources());
    }

    private static Set<String> modulesWithSources() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> directories =
                Files.list(Path.of("..").toAbsolutePath().normalize())) {
            for (Path directory : directories.toList()) {
                Path sources = directory.resolve("src/main/java/io/flowexporter");
                String name = directory.getFileName().toString();
                // Benchmarks measure all the others and are used by none.
                if (!name.startsWith("flowexporter-")
                        || name.equals("flowexporter-bench")
                        || !Files.isDirectory(sources)) {
                    continue;
                }
                try (Stream<Path> files = Files.walk(sources)) {
                    if (files.map(Path::toString)
                            .anyMatch(f -> f.endsWith(".java") && !f.endsWith("package-info.java"))) {
                        names.add(name.substring("flowexporter-".length()).replace("-", ""));
                    }
                }
            }
        }
        return names;
    }

    private static DescribedPredicate<JavaClass> areOfModules(Set<String> modules) {
        return describe("are of " + String.join(", ", new TreeSet<>(modules)), type -> modules.contains(module(type)));
    }

    private static ArchCondition<JavaClass> useOfOurModulesOnly(String... allowed) {
        return new ArchCondition<>("use of our modules only " + String.join(", ", allowed)) {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (Dependency d : item.getDirectDependenciesFromSelf()) {
                    JavaClass target = d.getTargetClass().getBaseComponentType();
                    if (isOurs(target)
                            && !module(target).equals(module(item))
                            && !List.of(allowed).contains(module(target))) {
                        events.add(SimpleConditionEvent.violated(d, d.getDescription()));
                    }
                }
            }
        };
    }

    private static SliceAssignment packages() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return isOurs(type) ? SliceIdentifier.of(type.getPackageName()) : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages of Flow Exporter";
            }
        };
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith(ROOT);
    }

    /** The part of the package name after io.flowexporter. */
    private static String module(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(ROOT)) {
            return "";
        }
        int dot = name.indexOf('.', ROOT.length());
        return dot < 0 ? name.substring(ROOT.length()) : name.substring(ROOT.length(), dot);
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        return Stream.concat(some.stream(), more.stream()).collect(Collectors.toUnmodifiableSet());
    }
}
