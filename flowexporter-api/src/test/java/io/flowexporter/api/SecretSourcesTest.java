package io.flowexporter.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.stage.ObjectWriter;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SecretSourcesTest {
    private static final Option<String> KEY =
            Option.string("key").concealed().check(text -> !text.contains(" "), "must have no blanks");
    private static final Option<String> PLACE = Option.string("place");

    private final AtomicReference<String> source = new AtomicReference<>("first");
    private Settings made;

    private final StageType<ObjectWriter> type = StageType.write(
            "safe",
            (settings, context) -> {
                made = settings;
                return object -> {};
            },
            KEY,
            PLACE);

    private Settings made(Configured<ObjectWriter> spec) throws Exception {
        spec.create(null);
        return made;
    }

    @Test
    void aStageGetsWhatTheSourceGaveFirstAndMayAskAgain() throws Exception {
        Settings settings = made(type.configured().withSource(KEY, source::get).with(PLACE, "here"));
        source.set("second");

        assertThat(settings.get(KEY)).isEqualTo("first");
        assertThat(settings.latest(KEY)).contains("second");
        assertThat(settings.latest(PLACE)).contains("here");
    }

    @Test
    void whatIsAskedForAgainIsCheckedAndNotShown() throws Exception {
        Settings settings = made(type.configured().withSource(KEY, source::get));
        source.set("the second");

        assertThatThrownBy(() -> settings.latest(KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must have no blanks");
        source.set("second");
        assertThat(settings.latest(KEY)).contains("second");
    }

    @Test
    void aValueTakesThePlaceOfASource() throws Exception {
        Settings settings = made(type.configured().withSource(KEY, source::get).with(KEY, "literal"));
        source.set("second");

        assertThat(settings.latest(KEY)).contains("literal");
    }

    @Test
    void onlySecretsHaveSources() {
        assertThatThrownBy(() -> type.configured().withSource(PLACE, source::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot set 'place' by its source: only secrets may change");
    }
}
