package io.flowexporter.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Filter;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.testkit.TestContext;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExcludedTagsTest {
    private static Flow flow() throws Exception {
        return new MessageParser().parseFlow(new byte[] {'{', '}'}, 0, 2);
    }

    @Test
    void flowsOfExcludedTagsDoNotGoOn() throws Exception {
        Filter filter = ExcludedTags.of(Tag.OTHER, Tag.EGRESS, Tag.OTHER).create(new TestContext());

        assertThat(List.of(Tag.INTERNAL, Tag.INGRESS, Tag.of("mine"))).allMatch(tag -> keeps(filter, tag));
        assertThat(List.of(Tag.OTHER, Tag.EGRESS)).noneMatch(tag -> keeps(filter, tag));
    }

    @Test
    void nothingIsExcludedAtFirst() throws Exception {
        Filter filter = ExcludedTags.TYPE.create(new TestContext());

        assertThat(List.of(Tag.INTERNAL, Tag.INGRESS, Tag.EGRESS, Tag.OTHER)).allMatch(tag -> keeps(filter, tag));
    }

    private static boolean keeps(Filter filter, Tag tag) {
        try {
            return filter.keep(tag, flow());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anUnknownTagIsRefusedWithTheFourThatThereAre() {
        assertThat(ExcludedTags.EXCLUDED_TAGS.parse(List.of("other", "internal")))
                .containsExactly(Tag.OTHER, Tag.INTERNAL);
        assertThatThrownBy(() -> ExcludedTags.EXCLUDED_TAGS.parse(List.of("other", "ingres")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no tag named 'ingres' (did you mean 'ingress'?);"
                        + " use any of internal, ingress, egress, other");
        assertThatThrownBy(() -> ExcludedTags.of(Tag.of("mine")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be out of internal, ingress, egress, other, but was '[mine]'");
    }

    @Test
    void allUnknownTagsAreNamedAtOnce() {
        assertThatThrownBy(() -> ExcludedTags.EXCLUDED_TAGS.parse(List.of("ingres", "other", "outer", "ingres")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'ingres'", "; no tag named 'outer'");
    }

    @Test
    void theTagsStandDirectlyUnderTheStage() {
        assertThat(ExcludedTags.EXCLUDED_TAGS.path(ExcludedTags.TYPE)).isEqualTo("pipeline.filter.excluded_tags");
    }
}
