/** Filters that core brings. */
package io.flowexporter.core.filter;
