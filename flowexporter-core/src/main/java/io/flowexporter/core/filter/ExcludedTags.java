package io.flowexporter.core.filter;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Filter;
import io.flowexporter.core.internal.Suggestion;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The filter {@code subnet}: takes away the flows of some of the tags that the subnet classifiers give. For tags of your
 * own use {@link Filter#exclude}.
 */
public final class ExcludedTags extends Configured<Filter> {
    private static final List<Tag> ALLOWED = List.of(Tag.INTERNAL, Tag.INGRESS, Tag.EGRESS, Tag.OTHER);

    /** The tags whose flows don't go on. */
    public static final Option<List<Tag>> EXCLUDED_TAGS = Option.listOf("excluded_tags", ExcludedTags::parse)
            .at("pipeline.filter.excluded_tags")
            .defaultValue(List.of())
            .check(ALLOWED::containsAll, "must be out of " + allowed())
            .doc("The tags whose flows are left out: any of " + allowed() + '.');

    /** Its type. */
    public static final StageType<Filter> TYPE = StageType.filter(
                    "subnet",
                    (settings, context) -> Filter.exclude(
                            settings.get(EXCLUDED_TAGS).stream().distinct().toArray(Tag[]::new)),
                    EXCLUDED_TAGS)
            .doc("Leaves out the flows of some tags.");

    private ExcludedTags(Configured<Filter> configured) {
        super(configured);
    }

    /**
     * Leaves out those.
     *
     * @throws IllegalArgumentException if it is none of the four that the subnet classifiers give
     */
    public static ExcludedTags of(Tag... tags) {
        return new ExcludedTags(TYPE.configured()).excludedTags(List.of(tags));
    }

    /** The same, leaving out those instead. */
    public ExcludedTags excludedTags(List<Tag> tags) {
        return new ExcludedTags(with(EXCLUDED_TAGS, List.copyOf(tags)));
    }

    private static Tag parse(String text) {
        List<String> known = ALLOWED.stream().map(Tag::text).toList();
        if (!known.contains(text)) {
            throw new IllegalArgumentException(
                    "no tag named '" + text + "'" + Suggestion.hint(text, known) + "; use any of " + allowed());
        }
        return Tag.of(text);
    }

    private static String allowed() {
        return ALLOWED.stream().map(Tag::text).collect(Collectors.joining(", "));
    }
}
