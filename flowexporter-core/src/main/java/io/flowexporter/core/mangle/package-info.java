/** The manglers that serve records of any kind. */
package io.flowexporter.core.mangle;
