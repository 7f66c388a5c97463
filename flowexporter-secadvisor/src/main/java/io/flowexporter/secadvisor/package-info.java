/**
 * Security Advisor records: flows with the names of the pods, containers and hosts at their ends, looked up in the
 * analyzer's topology. {@link io.flowexporter.secadvisor.SecAdvisor} is the way in.
 */
package io.flowexporter.secadvisor;
