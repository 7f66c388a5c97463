/** Certificates and keys from PEM files, for connections to the analyzer. */
package io.flowexporter.core.tls;
