/**
 * Flow logs in the formats of clouds: {@link io.flowexporter.vpclogs.VpcLogs} (IBM's, with its
 * {@linkplain io.flowexporter.vpclogs.VpcLogsHeader header} and the mangler
 * {@link io.flowexporter.vpclogs.FirewallAction}) and {@link io.flowexporter.vpclogs.AwsFlowLogs}.
 */
package io.flowexporter.vpclogs;
