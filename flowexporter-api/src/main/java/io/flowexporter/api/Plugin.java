package io.flowexporter.api;

import java.util.List;

/**
 * What a jar adds to the exporter. Found by {@link java.util.ServiceLoader}: the jar names its implementation, a public
 * class with a public constructor without parameters, in {@code META-INF/services/io.flowexporter.api.Plugin}.
 */
@FunctionalInterface
public interface Plugin {
    /** The stage types of this plugin; the same each time. */
    List<StageType<?>> stages();
}
