package io.flowexporter.core.source;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What this machine calls itself. */
public final class HostName {
    private static final Path LINUX = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /** The name; "" if it has none. */
    public static String ofThisMachine() {
        return ofKernel()
                .or(HostName::ofNetwork)
                .filter(HostName::isFitForHeader)
                .orElse("");
    }

    // Asks nobody else: a name server may be slow, or know another name.
    private static Optional<String> ofKernel() {
        try {
            return Optional.of(Files.readString(LINUX).trim()).filter(name -> !name.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> ofNetwork() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static boolean isFitForHeader(String name) {
        return name.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }
}
