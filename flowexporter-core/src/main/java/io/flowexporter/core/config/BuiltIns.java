package io.flowexporter.core.config;

import io.flowexporter.api.StageKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What configuration files may count on, whichever jars are there. */
final class BuiltIns {
    private static final String NONE = "none";

    private static final Map<StageKind, String> DEFAULTS = new EnumMap<>(Map.ofEntries(
            Map.entry(StageKind.SUBSCRIBER, "skydive"),
            Map.entry(StageKind.CLASSIFY, "subnet"),
            Map.entry(StageKind.FILTER, "subnet"),
            Map.entry(StageKind.TRANSFORM, NONE),
            Map.entry(StageKind.MANGLE, NONE),
            Map.entry(StageKind.STORE, "buffered"),
            Map.entry(StageKind.STOREHEADER, NONE),
            Map.entry(StageKind.ENCODE, "json"),
            Map.entry(StageKind.COMPRESS, NONE),
            Map.entry(StageKind.ACCOUNT, NONE),
            Map.entry(StageKind.WRITE, "s3")));

    /** Types that are in no jar of ours but one, by that jar. */
    private static final Map<String, Map<StageKind, List<String>>> MODULES = Map.of(
            "flowexporter-secadvisor",
            Map.of(
                    StageKind.CLASSIFY, List.of("subnet_autodiscovery"),
                    StageKind.TRANSFORM, List.of("secadvisor"),
                    StageKind.ENCODE, List.of("secadvisor")),
            "flowexporter-vpclogs",
            Map.of(
                    StageKind.TRANSFORM, List.of("vpclogs", "awsflowlogs"),
                    StageKind.MANGLE, List.of("action"),
                    StageKind.STOREHEADER, List.of("vpclogs"),
                    StageKind.ENCODE, List.of("awsflowlogs")),
            "flowexporter-s3",
            Map.of(StageKind.WRITE, List.of("s3")),
            "flowexporter-prometheus",
            Map.of(StageKind.STORE, List.of("prom_sky_con")),
            "flowexporter-gzip-native",
            Map.of(StageKind.COMPRESS, List.of("gzip_native")));

    /** The first keys of Skydive's own configuration, which users keep in the same file. */
    private static final Set<String> SKYDIVE = Set.of(
            "agent",
            "analyzer",
            "analyzers",
            "auth",
            "cache",
            "crd",
            "docker",
            "elasticsearch",
            "etcd",
            "flow",
            "graph",
            "host_id",
            "http",
            "istio",
            "k8s",
            "libvirt",
            "logging",
            "lxd",
            "netns",
            "neutron",
            "opencontrail",
            "openstack",
            "orientdb",
            "ovn",
            "ovs",
            "profile",
            "rbac",
            "sflow",
            "socket_info",
            "storage",
            "tls",
            "topology",
            "ui",
            "vpp",
            "ws_pong_timeout");

    private BuiltIns() {}

    /** The type of a stage whose section names none. */
    static String defaultType(StageKind kind) {
        return DEFAULTS.get(kind);
    }

    /** Whether the stage of that name does nothing, so that the pipeline can do without. */
    static boolean leftOut(StageKind kind, String name) {
        return name.equals(NONE) && defaultType(kind).equals(NONE);
    }

    /** The module that has the type of that name. */
    static Optional<String> module(StageKind kind, String name) {
        return MODULES.entrySet().stream()
                .filter(module ->
                        module.getValue().getOrDefault(kind, List.of()).contains(name))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The names of all types of our modules that are at that place. */
    static List<String> names(StageKind kind) {
        return MODULES.values().stream()
                .flatMap(module -> module.getOrDefault(kind, List.of()).stream())
                .toList();
    }

    /** Whether a first key is Skydive's, or shared with it. */
    static boolean knownToSkydive(String key) {
        return SKYDIVE.contains(key);
    }
}
