/** Stores: which records make an object, and what it is called. */
package io.flowexporter.core.store;
