package io.flowexporter.examples;

import io.flowexporter.api.Option;
import io.flowexporter.api.StageKind;
import io.flowexporter.api.StageType;
import io.flowexporter.core.config.PipelineSettings;
import io.flowexporter.core.config.StageTypes;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code stages}: lists the stages and settings that files can name. */
final class StagesCommand {
    private final Terminal terminal;

    StagesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Lists them.
     *
     * @throws io.flowexporter.api.ConfigurationException if two plugins declare the same
     */
    int run() {
        StageTypes types = StageTypes.found();
        for (StageKind kind : StageKind.values()) {
            List<StageTypes.Entry> entries = types.list().stream()
                    .filter(entry -> entry.type().kind() == kind)
                    .toList();
            if (!entries.isEmpty()) {
                terminal.out().println(kind);
                entries.forEach(this::print);
                terminal.out().println();
            }
        }
        terminal.out().println("pipeline");
        PipelineSettings.all()
                .forEach(setting -> print(
                        setting.path(),
                        setting.option(),
                        List.of(setting.option().shape().words())));
        types.failures().forEach(failure -> terminal.err().println("warning: " + failure));
        return ExitCode.STORED;
    }

    private void print(StageTypes.Entry entry) {
        StageType<?> type = entry.type();
        terminal.out().println("  " + type.name() + "  [" + entry.jar() + "]");
        if (!type.doc().isEmpty()) {
            terminal.out().println("      " + type.doc());
        }
        type.options().forEach(option -> print(type, option));
    }

    private void print(StageType<?> type, Option<?> option) {
        List<String> facts = new ArrayList<>();
        facts.add(option.shape().words());
        if (option.required()) {
            facts.add("required");
        }
        option.defaultValue()
                .map(StagesCommand::shown)
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> facts.add("default " + text));
        if (option.secret()) {
            facts.add("secret, ${env:NAME} or ${file:PATH}");
        }
        option.aliases().forEach(alias -> facts.add("or " + alias));
        print(option.path(type) + (option.shape() == Option.Shape.ENTRIES ? ".*" : ""), option, facts);
    }

    private void print(String path, Option<?> option, List<String> facts) {
        terminal.out().println("      " + path + ": " + String.join(", ", facts));
        if (!option.doc().isEmpty()) {
            terminal.out().println("          " + option.doc());
        }
    }

    private static String shown(Object value) {
        if (value instanceof Duration time) {
            return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
        }
        if (value instanceof Collection<?> values) {
            return values.stream().map(String::valueOf).collect(Collectors.joining(" "));
        }
        return value instanceof Map<?, ?> map && map.isEmpty() ? "" : String.valueOf(value);
    }
}
