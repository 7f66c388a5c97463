package io.flowexporter.examples;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.core.runtime.StartException;

/**
 * The program: {@code run}, {@code demo}, {@code check}, {@code explain}, {@code replay}, {@code stages} and
 * {@code prepare}. Only this class ends the process.
 */
public final class Launcher {
    private static final String USAGE = """
            Usage: flowexporter COMMAND

              run CONFIG.yml...     run the pipelines of these files in one process, until their sources end
                                    or SIGTERM or Ctrl-C comes; - reads the file from standard input
                  --deadline N      so many seconds may pass between the signal and the end (25)
              demo                  show it at work: an analyzer, made-up traffic, objects as files
                  --seconds N       for so long (20)
                  --directory DIR   put the objects there (./flows)
                  --listen ADDRESS  show its page there (a free port of 127.0.0.1)
              check CONFIG.yml...   say what is wrong with these files, and what they describe
              explain CONFIG.yml... print each step of these pipelines, the jar it is from, and each setting with
                                    its value and where that is from; secrets are not shown
              replay CONFIG.yml...  put objects back that the store refused and that were put aside; to be
                                    used while the pipelines do not run
              stages                list the stages that files can name, their options and their jars
              prepare               make the next starts faster: note what Java can have ready (once after each
                                    installation or update; a few seconds)
              --help, --version

            "flowexporter CONFIG.yml" means "flowexporter run CONFIG.yml".

            Environment: SKYDIVE_PIPELINE_WRITE_S3_ENDPOINT overrides pipeline.write.s3.endpoint, and so on;
            FLOWEXPORTER_LOG_LEVEL (TRACE, DEBUG, INFO, WARNING, ERROR) overrides logging.level.

            Exit code: 0 all is stored, or waits on the disk; 1 flows were lost; 64 this usage; 70 a fault; 78 configuration;
            143 a second signal came before all was stored.
            """;

    private Launcher() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) throws InterruptedException {
        StopSignals signals = new StopSignals();
        signals.install();
        signals.exit(guarded(signals, args));
    }

    /** A fault must end the process, too: pipelines that still run would keep it. */
    private static int guarded(StopSignals signals, String... args) throws InterruptedException {
        try {
            return run(Terminal.ofProcess(), signals, args);
        } catch (RuntimeException | Error e) {
            System.err.println("flowexporter: failed by a fault of its own, please report it:");
            e.printStackTrace();
            return ExitCode.SOFTWARE;
        }
    }

    /** Runs a command; returns the exit code. */
    static int run(Terminal terminal, StopSignals signals, String... args) throws InterruptedException {
        try {
            Arguments arguments = Arguments.parse(args);
            return switch (arguments.command()) {
                case "run" -> new RunCommand(terminal, signals).run(arguments);
                case "demo" -> new DemoCommand(terminal, signals).run(arguments);
                case "check" -> new CheckCommand(terminal).run(arguments);
                case "explain" -> new ExplainCommand(terminal).run(arguments);
                case "replay" -> new ReplayCommand(terminal).run(arguments);
                case "prepare" -> new PrepareCommand(terminal).run();
                case "stages" -> new StagesCommand(terminal).run();
                case "version" -> version(terminal);
                default -> help(terminal);
            };
        } catch (UsageException e) {
            terminal.err().println("flowexporter: " + e.getMessage());
            terminal.err().println();
            terminal.err().print(USAGE);
            return ExitCode.USAGE;
        } catch (ConfigurationException e) {
            terminal.err().println(e.getMessage());
            for (Throwable other : e.getSuppressed()) {
                terminal.err().println(other.getMessage());
            }
            return ExitCode.CONFIGURATION;
        } catch (StartException e) {
            terminal.err().println(Terminal.printable(e.getMessage()));
            return ExitCode.CONFIGURATION;
        }
    }

    private static int help(Terminal terminal) {
        terminal.out().print(USAGE);
        return ExitCode.STORED;
    }

    private static int version(Terminal terminal) {
        String version = Launcher.class.getPackage().getImplementationVersion();
        terminal.out()
                .println("flowexporter " + (version == null ? "(not packaged)" : version) + ", Java "
                        + Runtime.version());
        return ExitCode.STORED;
    }
}
