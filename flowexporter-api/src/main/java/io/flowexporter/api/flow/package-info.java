/** Flows as a source delivers them: values that the stages read and never change. */
package io.flowexporter.api.flow;
