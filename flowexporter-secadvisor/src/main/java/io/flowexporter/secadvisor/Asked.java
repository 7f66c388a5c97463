package io.flowexporter.secadvisor;

/** What asking for a record's names gives: all {@link Names} at once, or a {@link Naming} to wait for. */
sealed interface Asked permits Names, Naming {}
