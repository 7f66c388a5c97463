/** What several parts of core share; no API. */
package io.flowexporter.core.internal;
