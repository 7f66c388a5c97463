/** What {@link io.flowexporter.core.CorePlugin core} brings: default stages, configuration files and the runtime. */
package io.flowexporter.core;
