/** The sink {@code prom_sky_con}: what Skydive knows of connections and interfaces, served to Prometheus. */
package io.flowexporter.prometheus;
