package io.flowexporter.core.runtime;

/** Which failures of a stage a pipeline survives. */
final class Failures {
    private Failures() {}

    /**
     * Passes on what nobody can go on after; returns all else as an exception. A stack overflow or a missing class is the
     * fault of one stage and one flow.
     */
    static Exception survivable(Throwable failure) {
        if (failure instanceof VirtualMachineError fatal && !(failure instanceof StackOverflowError)) {
            throw fatal;
        }
        return failure instanceof Exception exception ? exception : new StageError(failure);
    }

    /** An {@link Error} of a stage. */
    static final class StageError extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StageError(Throwable cause) {
            super(cause.toString(), cause);
        }
    }
}
