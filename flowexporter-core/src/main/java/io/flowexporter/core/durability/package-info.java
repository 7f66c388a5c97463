/**
 * What outlives the process: a journal of what is received, a spool of finished objects, and the notes that say which flows are in
 * which object, so that nothing is stored twice. {@code docs/durability.md} tells the whole.
 */
package io.flowexporter.core.durability;
