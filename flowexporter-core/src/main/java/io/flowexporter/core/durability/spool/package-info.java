/**
 * Finished objects on their way into the store, kept on the disk so that they outlive the process. A {@link
 * io.flowexporter.core.durability.spool.Spool} knows, after any end of the process, which objects still have to be stored, which
 * flows are in those that need not, and where the pipeline stood.
 */
package io.flowexporter.core.durability.spool;
