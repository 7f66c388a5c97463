package io.flowexporter.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.core.config.StageTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of the options of all stages that are on the class path. */
class DeclaredOptionsTest {
    static Stream<StageType<?>> types() {
        return StageTypes.found().list().stream().map(StageTypes.Entry::type);
    }

    @ParameterizedTest
    @MethodSource("types")
    void areDocumented(StageType<?> type) {
        assertThat(type.doc()).as("doc of %s %s", type.kind(), type).endsWith(".");
        assertThat(type.options())
                .allSatisfy(option -> assertThat(option.doc())
                        .as("doc of %s", option.path(type))
                        .endsWith("."));
    }

    @ParameterizedTest
    @MethodSource("types")
    void areRequiredOrHaveADefaultOrNeither(StageType<?> type) {
        assertThat(type.options())
                .allSatisfy(option -> assertThat(
                                option.required() && option.defaultValue().isPresent())
                        .as("%s is required and has a default", option.path(type))
                        .isFalse());
    }

    @ParameterizedTest
    @MethodSource("types")
    void takeTheirOwnDefaults(StageType<?> type) {
        type.options().forEach(option -> takesItsDefault(type, option));
    }

    private static <T> void takesItsDefault(StageType<?> type, Option<T> option) {
        Stream.concat(option.defaultValue().stream(), option.missing().map(Option.Missing::value).stream())
                .forEach(value -> assertThatCode(() -> type.with(option, value))
                        .as("%s of %s", value, option.path(type))
                        .doesNotThrowAnyException());
    }

    @ParameterizedTest
    @MethodSource("types")
    void haveAPathEach(StageType<?> type) {
        List<String> paths = new ArrayList<>();
        type.options().forEach(option -> {
            paths.add(option.path(type));
            paths.addAll(option.aliases());
        });

        assertThat(paths).doesNotHaveDuplicates();
    }
}
