package io.flowexporter.examples;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * What SIGTERM, SIGINT and SIGHUP do: the first asks for an orderly stop, a second one ends the process at once. Safe for
 * use by several threads.
 *
 * <p>A shutdown hook can't do this: it can't tell a second signal, which the JVM swallows while hooks run, nor change the
 * exit code. So signals are taken by {@code sun.misc.Signal}, which every JDK has, but which javac warns of without a way
 * to say that it is meant; hence reflection. Where it is missing or taken away ({@code -Xrs}, a small run-time image),
 * a hook has to do: it waits for the orderly stop and halts with its exit code; there a second signal has no effect.
 */
final class StopSignals {
    private static final List<String> NAMES = List.of("TERM", "INT", "HUP");

    private final List<Runnable> listeners = new ArrayList<>();
    private final CountDownLatch finished = new CountDownLatch(1);
    private boolean stopping;
    private volatile int exitCode = ExitCode.KILLED;

    /** Takes the signals of this process. */
    void install() {
        boolean taken = true;
        for (String name : NAMES) {
            taken &= take(name);
        }
        if (!taken) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndHalt, "flowexporter-stop"));
        }
    }

    /** What to do at the first signal; done at once if it came already. Must not block. */
    void whenStopped(Runnable listener) {
        boolean now;
        synchronized (this) {
            now = stopping;
            if (!now) {
                listeners.add(listener);
            }
        }
        if (now) {
            listener.run();
        }
    }

    /** Whether the first signal came. */
    synchronized boolean stopping() {
        return stopping;
    }

    /** Ends the process. */
    void exit(int code) {
        exitCode = code;
        finished.countDown();
        System.exit(code);
    }

    /** A signal came. */
    void signal() {
        List<Runnable> told;
        synchronized (this) {
            if (stopping) {
                System.err.println("flowexporter: a second signal: stopped at once, what was not stored is lost");
                Runtime.getRuntime().halt(ExitCode.KILLED);
            }
            stopping = true;
            told = List.copyOf(listeners);
        }
        told.forEach(Runnable::run);
    }

    private boolean take(String name) {
        try {
            Class<?> signalClass = Class.forName("sun.misc.Signal");
            Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
            Object handler = Proxy.newProxyInstance(
                    handlerClass.getClassLoader(),
                    new Class<?>[] {handlerClass},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "handle" -> {
                            signal();
                            yield null;
                        }
                        case "hashCode" -> System.identityHashCode(proxy);
                        case "equals" -> proxy == arguments[0];
                        default -> "stop";
                    });
            Object signal = signalClass.getConstructor(String.class).newInstance(name);
            Object before =
                    signalClass.getMethod("handle", signalClass, handlerClass).invoke(null, signal, handler);
            Object ignore = handlerClass.getField("SIG_IGN").get(null);
            if (before == ignore) {
                // Whoever started us wants it ignored: nohup, or a shell that started us in the background.
                signalClass.getMethod("handle", signalClass, handlerClass).invoke(null, signal, ignore);
            }
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private void stopAndHalt() {
        synchronized (this) {
            if (!stopping) {
                stopping = true;
                listeners.forEach(Runnable::run);
            }
        }
        try {
            finished.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode);
    }
}
