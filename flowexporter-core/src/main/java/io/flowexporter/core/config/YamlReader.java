package io.flowexporter.core.config;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Problem;
import io.flowexporter.core.internal.Printable;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Makes values with lines of a YAML file, within limits that a configuration never reaches and an attack soon does.
 * For one file.
 */
final class YamlReader {
    static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_ALIASES = 50;
    private static final int MAX_VALUES = 20_000;
    private static final List<Tag> TAGS = List.of(Tag.NULL, Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.MAP, Tag.SEQ);

    private static final Pattern NAMES = Pattern.compile(
            "^(found undefined alias|found duplicate anchor|found undefined tag handle).*", Pattern.DOTALL);

    private final String file;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<Node, Boolean> seen = new IdentityHashMap<>();
    private int values;

    private YamlReader(String file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @throws ConfigurationException if it is no YAML, or none that a configuration may be
     */
    static YamlValue.Section read(String file, byte[] bytes) {
        return new YamlReader(file).read(bytes);
    }

    private YamlValue.Section read(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw refused(0, "larger than " + MAX_BYTES / 1024 + " KiB, which no configuration is");
        }
        String text = decoded(bytes);
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setSchema(new CoreSchema())
                .setCodePointLimit(MAX_BYTES)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setAllowNonScalarKeys(true) // refused later, with their line
                .setUseMarks(true)
                .build();
        YamlValue root;
        try {
            checkShape(new Parse(settings).parseString(text));
            Optional<Node> node = new Compose(settings).composeString(text);
            root = node.isPresent() ? converted(node.get(), 0, 0) : new YamlValue.Nothing(0);
        } catch (MarkedYamlEngineException e) {
            int line =
                    e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(-1) + 1;
            throw refused(line, "no YAML: " + Printable.of(withoutName(e.getProblem())));
        } catch (YamlEngineException e) {
            throw refused(0, "no YAML: " + Printable.of(String.valueOf(e.getMessage())));
        } catch (StackOverflowError e) {
            throw refused(0, "nested too deeply");
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(file, problems);
        }
        if (root instanceof YamlValue.Section section) {
            return section;
        }
        if (root instanceof YamlValue.Nothing) {
            return new YamlValue.Section(0, Map.of());
        }
        throw refused(1, "must be keys with values, but is " + Printable.of(root.described()));
    }

    /** What the parser says without the names that it quotes: one may be a password without quotes. */
    private static String withoutName(String problem) {
        return NAMES.matcher(problem).replaceFirst("$1; a value that begins with '*', '&' or '!' must be quoted");
    }

    private String decoded(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            throw refused(lineAt(text, text.length()), "not UTF-8");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f) {
                throw refused(
                        lineAt(text, i), String.format("has the character U+%04X, which YAML does not allow", (int) c));
            }
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static int lineAt(String text, int position) {
        return 1
                + (int) text.substring(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    /** Stops before anything is built, since building deep structures overflows the stack. */
    private void checkShape(Iterable<Event> events) {
        int depth = 0;
        int aliases = 0;
        for (Event event : events) {
            int line = event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
            if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
                throw refused(line, "nested deeper than " + MAX_DEPTH + " levels");
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            } else if (event instanceof AliasEvent && ++aliases > MAX_ALIASES) {
                throw refused(line, "more than " + MAX_ALIASES + " aliases");
            }
        }
    }

    /** A node as a value. Aliased nodes come here once for each use, so all uses count. */
    private YamlValue converted(Node node, int keyLine, int depth) {
        int line = keyLine == 0 ? lineOf(node) : keyLine;
        if (++values > MAX_VALUES) {
            throw refused(line, "more than " + MAX_VALUES + " values, those of aliases counted at each use");
        }
        if (depth > MAX_DEPTH) {
            throw refused(line, "an alias that stands in itself");
        }
        if (!TAGS.contains(node.getTag())) {
            // Not shown: it may be a password without quotes.
            problems.add(new Problem(line, "", "tags are not supported; a value that begins with '!' must be quoted"));
            return new YamlValue.Nothing(line);
        }
        if (node instanceof MappingNode mapping) {
            return section(mapping, line, depth);
        }
        if (node instanceof SequenceNode sequence) {
            List<YamlValue> items = new ArrayList<>();
            sequence.getValue().forEach(item -> items.add(converted(item, 0, depth + 1)));
            return new YamlValue.Items(line, items);
        }
        if (node.getTag().equals(Tag.NULL)) {
            return new YamlValue.Nothing(line);
        }
        return new YamlValue.Text(line, ((ScalarNode) node).getValue(), "");
    }

    private YamlValue section(MappingNode mapping, int line, int depth) {
        boolean first = seen.put(mapping, true) == null;
        Map<String, YamlValue> section = new LinkedHashMap<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            int keyLine = lineOf(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(new Problem(keyLine, "", "a key must be text"));
                continue;
            }
            String name = key.getValue();
            Integer earlier = lines.putIfAbsent(name.toLowerCase(Locale.ROOT), keyLine);
            if (earlier != null) {
                // An aliased section would be reported once for each use.
                if (first) {
                    problems.add(new Problem(
                            keyLine, Printable.of(name), "stands here twice (first in line " + earlier + ")"));
                }
                continue;
            }
            section.put(name, converted(tuple.getValueNode(), keyLine, depth + 1));
        }
        return new YamlValue.Section(line, section);
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }

    private ConfigurationException refused(int line, String message) {
        return new ConfigurationException(file, List.of(new Problem(line, "", message)));
    }
}
