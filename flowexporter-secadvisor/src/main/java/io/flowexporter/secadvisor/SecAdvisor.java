package io.flowexporter.secadvisor;

/**
 * The stages of Security Advisor.
 *
 * <pre>{@code
 * Pipeline.builder("edge")
 *     .topology(Analyzers.at("analyzer:8082"))
 *     .from(…)
 *     .classify(SubnetAutodiscovery.of("10.0.0.0/8"))
 *     .transform(SecAdvisor.records().excludeStarted())
 *     .store(…)
 *     .encode(SecAdvisor.json())
 * }</pre>
 */
public final class SecAdvisor {
    private SecAdvisor() {}

    /** The transform {@code secadvisor}. */
    public static SecAdvisorRecords records() {
        return SecAdvisorRecords.ofAll();
    }

    /** The encoder {@code secadvisor}: {@code {"data":[…]}}. */
    public static SecAdvisorJson json() {
        return SecAdvisorJson.compact();
    }
}
