/** Where flows come from: the subscription at a Skydive analyzer, and files. */
package io.flowexporter.core.source;
