/** Classifiers that core brings. */
package io.flowexporter.core.classify;
