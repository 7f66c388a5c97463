/** Transforms that core brings. */
package io.flowexporter.core.transform;
