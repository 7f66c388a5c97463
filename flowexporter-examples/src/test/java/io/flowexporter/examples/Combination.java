package io.flowexporter.examples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A choice of stages, as a configuration file names them.
 *
 * @param transform the transform, of awsflowlogs with the version behind a blank
 * @param encoder the encoder, {@code json pretty} for indented JSON
 * @param mangler the mangler
 * @param header the storeheader
 * @param compressor the compressor
 */
record Combination(String transform, String encoder, String mangler, String header, String compressor) {
    private static final List<String> TRANSFORMS = List.of(
            "none", "secadvisor", "vpclogs", "awsflowlogs 2", "awsflowlogs 3", "awsflowlogs 4", "awsflowlogs 5");
    private static final List<String> ENCODERS = List.of("json", "json pretty", "csv", "secadvisor", "awsflowlogs");
    private static final List<String> MANGLERS = List.of("none", "logstatus", "action");
    private static final List<String> HEADERS = List.of("none", "vpclogs");
    private static final List<String> COMPRESSORS = List.of("none", "gzip", "zstd", "gzip_native");

    /** Each transform with each encoder, mangler and header; the compressors take turns. */
    static Stream<Combination> all() {
        List<Combination> all = new ArrayList<>();
        for (String transform : TRANSFORMS) {
            for (String encoder : ENCODERS) {
                for (String mangler : MANGLERS) {
                    for (String header : HEADERS) {
                        String compressor = COMPRESSORS.get(all.size() % COMPRESSORS.size());
                        all.add(new Combination(transform, encoder, mangler, header, compressor));
                    }
                }
            }
        }
        return all.stream();
    }

    /** Those whose stages fit together. */
    static Stream<Combination> fitting() {
        return all().filter(combination -> combination.problems().isEmpty());
    }

    /** Without what stands behind a blank. */
    static String type(String name) {
        return name.split(" ")[0];
    }

    boolean transforms(String type) {
        return type(transform).equals(type);
    }

    boolean hasHeader() {
        return !header.equals("none");
    }

    /** What is wrong with it: nothing if it fits together. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (mangler.equals("logstatus") && !transforms("secadvisor") && !transforms("awsflowlogs")) {
            problems.add(needs("mangle", "logstatus", "records that tell their continuity"));
        }
        if (mangler.equals("action") && !transforms("vpclogs")) {
            problems.add(needs("mangle", "action", "VpcFlowLog records"));
        }
        if (hasHeader() && !type(encoder).equals("json")) {
            problems.add("pipeline.storeheader.type: 'vpclogs' puts fields around the records, which encode '" + encoder
                    + "' cannot write; use json");
        }
        if (encoder.equals("awsflowlogs") && !transforms("awsflowlogs")) {
            problems.add(needs("encode", "awsflowlogs", "AwsFlowLog records"));
        }
        return problems;
    }

    private String needs(String section, String type, String records) {
        return "pipeline." + section + ".type: '" + type + "' needs " + records + ", but pipeline.transform.type '"
                + type(transform) + "' produces " + recordClass();
    }

    private String recordClass() {
        return switch (type(transform)) {
            case "none" -> "Flow";
            case "secadvisor" -> "SecAdvisorRecord";
            case "vpclogs" -> "VpcFlowLog";
            default -> "AwsFlowLog";
        };
    }

    /** A configuration file that says so. */
    String yaml(String analyzer, Path recording, Path objects) {
        return """
                analyzers: ['%s']
                pipeline:
                  subscriber: {type: file, file: {path: '%s'}}
                  classify: {cluster_net_masks: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]}
                  transform: {type: %s, awsflowlogs: {version: %s}}
                  mangle:
                    type: %s
                    action: {tid1: 745597a1-ccc5-52b6-7e49-aaf69f7932dd, tid2: 51158037-a230-5649-5f31-d8971ed67e22}
                  storeheader: {type: %s, vpclogs: {collector_crn: crn}}
                  encode: {type: %s, json: {pretty: %s}}
                  compress: {type: %s}
                  store:
                    type: buffered
                    buffered:
                      filename_prefix: logs
                      dirname: bucket
                      max_flows_per_object: 400
                      max_seconds_per_object: 3600
                      max_seconds_per_stream: 86400
                  write: {type: file, file: {directory: '%s'}}
                """.formatted(
                        analyzer,
                        recording,
                        type(transform),
                        transforms("awsflowlogs") ? transform.split(" ")[1] : "2",
                        mangler,
                        header,
                        type(encoder),
                        encoder.endsWith("pretty"),
                        compressor,
                        objects);
    }

    @Override
    public String toString() {
        return String.join(" → ", transform, mangler, header, encoder, compressor);
    }
}
