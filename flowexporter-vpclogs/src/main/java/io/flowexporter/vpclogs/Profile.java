package io.flowexporter.vpclogs;

import java.util.Locale;

/** How a vpclogs record is written. */
public enum Profile {
    /** As the Go exporter writes it: {@code inbound}, {@code A}, and nothing that is empty or 0. */
    ORIGINAL,
    /** As IBM documents it: {@code I}, {@code accepted}, ports and counters even if they are 0. */
    IBM;

    static Profile named(String name) {
        for (Profile profile : values()) {
            if (profile.toString().equals(name)) {
                return profile;
            }
        }
        throw new IllegalArgumentException("must be 'original' or 'ibm', but was '" + name + "'");
    }

    /** Its name in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
