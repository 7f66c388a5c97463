/** Encoders: what makes bytes of records. */
package io.flowexporter.core.encode;
