package io.flowexporter.examples;

/** How the process ends. */
final class ExitCode {
    /** All is stored. */
    static final int STORED = 0;

    /** Flows were lost, or a pipeline stopped by itself. */
    static final int LOST = 1;

    /** The command line is wrong; EX_USAGE of sysexits.h. */
    static final int USAGE = 64;

    /** The program itself failed; EX_SOFTWARE of sysexits.h. */
    static final int SOFTWARE = 70;

    /** A configuration is wrong, or what it describes can't be started; EX_CONFIG of sysexits.h. */
    static final int CONFIGURATION = 78;

    /** A second signal came while the first was obeyed: 128 and SIGTERM's number. */
    static final int KILLED = 143;

    private ExitCode() {}
}
