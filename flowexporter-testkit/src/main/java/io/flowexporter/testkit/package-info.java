/** What tests of stages and pipelines need. For tests, and for the demo; its API may change between versions. */
package io.flowexporter.testkit;
