/** How records become objects of a store: chunks, open objects, parts, and the object that is written. */
package io.flowexporter.api.object;
