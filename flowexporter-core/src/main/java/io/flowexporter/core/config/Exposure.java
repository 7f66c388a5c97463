package io.flowexporter.core.config;

import io.flowexporter.api.Problem;
import io.flowexporter.core.internal.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Warns of secrets that others may see. For one configuration file. */
final class Exposure {
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private final Optional<Path> file;
    private final List<Problem> warnings;
    private final Set<String> checked = new HashSet<>();
    private boolean saidLiteral;

    /**
     * Warnings for a file.
     *
     * @param file where it is; empty for standard input
     * @param warnings what there is to say is added to them
     */
    Exposure(Optional<Path> file, List<Problem> warnings) {
        this.file = file;
        this.warnings = warnings;
    }

    /** Looks at what is given for a secret; several stages may read the same one. */
    void check(String path, YamlValue value, Object given) {
        if (!checked.add(path)) {
            return;
        }
        boolean inFile = value.line() > 0;
        if (inFile && !saidLiteral && isLiteral(given)) {
            saidLiteral = true;
            String readable = file.flatMap(Exposure::permissionsOfOthers)
                    .map(permissions -> ", which group or others may read (" + permissions + "; chmod 600 it)")
                    .orElse("");
            warn(
                    path,
                    value,
                    "a secret stands in the file itself" + readable
                            + "; ${env:NAME} or ${file:PATH} in its place names where it is (said once a file)");
        }
        for (String named : Secrets.files(String.valueOf(given))) {
            place(named)
                    .flatMap(Exposure::permissionsOfOthers)
                    .ifPresent(permissions -> warn(
                            path,
                            value,
                            "group or others may read the secret's file " + named + " (" + permissions
                                    + "); chmod 600 it"));
        }
    }

    private void warn(String path, YamlValue value, String message) {
        warnings.add(new Problem(value.line(), path, Printable.line(message)));
    }

    private static boolean isLiteral(Object given) {
        if (given instanceof Map<?, ?> map) {
            return map.values().stream().anyMatch(Exposure::isLiteral);
        }
        if (given instanceof List<?> list) {
            return list.stream().anyMatch(Exposure::isLiteral);
        }
        String text = String.valueOf(given);
        return !text.isEmpty() && !Secrets.refers(text);
    }

    private static Optional<Path> place(String named) {
        try {
            return Optional.of(Path.of(named));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** The file's permissions, if others than its owner may read it; empty where files have none. */
    private static Optional<String> permissionsOfOthers(Path path) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
            return permissions.stream().anyMatch(OTHERS::contains)
                    ? Optional.of(PosixFilePermissions.toString(permissions))
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
