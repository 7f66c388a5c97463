package io.flowexporter.core.topology;

import io.flowexporter.api.Meters;
import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;
import io.flowexporter.core.internal.Printable;
import io.flowexporter.core.internal.RareLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The topology of several analyzers that know the same: a question goes to one of them, and to the others in turn if that
 * does not answer. A few questions are under way at once, a bounded number waits, any further one fails; so do all while
 * no analyzer answers.
 */
final class AnalyzerTopology implements Topology {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final List<AnalyzerAddress> analyzers;
    private final AnalyzerClient client;
    private final int concurrency;
    private final int maxWaiting;
    private final RareLog log;
    private final LongSupplier nanos;
    private final Meters.Counter sent;
    private final Meters.Counter answered;
    private final Meters.Counter failed;
    private final Meters.Counter refused;
    private final Meters.Counter coalesced;
    private final Meters.Counter milliseconds;

    private final Object lock = new Object();
    private final Map<String, Question> asked = new HashMap<>();
    private final Deque<Question> waiting = new ArrayDeque<>();
    private final Breaker breaker = new Breaker();
    private int underWay;
    private int preferred;
    private boolean closed;

    /**
     * The topology of those analyzers.
     *
     * @param preferred the index of the analyzer to begin with
     * @param nanos counts as {@link System#nanoTime}
     */
    AnalyzerTopology(
            List<AnalyzerAddress> analyzers,
            int preferred,
            AnalyzerClient client,
            int concurrency,
            int maxWaiting,
            Meters meters,
            System.Logger logger,
            LongSupplier nanos) {
        this.analyzers = List.copyOf(analyzers);
        this.preferred = preferred;
        this.client = client;
        this.concurrency = concurrency;
        this.maxWaiting = maxWaiting;
        this.log = new RareLog(logger, nanos, BETWEEN_LINES);
        this.nanos = nanos;
        this.sent = meters.counter("lookups_sent");
        this.answered = meters.counter("lookups_answered");
        this.failed = meters.counter("lookups_failed");
        this.refused = meters.counter("lookups_refused");
        this.coalesced = meters.counter("lookups_coalesced");
        this.milliseconds = meters.counter("lookups_milliseconds");
        meters.gauge("lookups_waiting", this::waiting);
        meters.gauge("analyzers_given_up", () -> isGivenUp() ? 1 : 0);
    }

    private long waiting() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    private boolean isGivenUp() {
        synchronized (lock) {
            return breaker.isOpen();
        }
    }

    @Override
    public Lookup<Answer> ask(String gremlin) {
        Question question;
        synchronized (lock) {
            Question same = asked.get(gremlin);
            if (same != null) {
                coalesced.add(1);
                return same;
            }
            if (closed || isFull() || !breaker.admits(nanos.getAsLong())) {
                refused.add(1);
                return Question.unanswerable();
            }
            question = new Question(gremlin);
            asked.put(gremlin, question);
            if (underWay >= concurrency) {
                waiting.add(question);
                return question;
            }
            underWay++;
        }
        begin(question);
        return question;
    }

    private boolean isFull() {
        boolean full = underWay >= concurrency && waiting.size() >= maxWaiting;
        if (full) {
            log.warn(
                    "full",
                    () -> "More than " + maxWaiting + " queries wait for the analyzers: further ones fail at once");
        }
        return full;
    }

    private void begin(Question question) {
        int first;
        synchronized (lock) {
            first = preferred;
        }
        sent.add(1);
        send(new Attempt(question, first, 0, nanos.getAsLong()));
    }

    /** A question at one analyzer: the one at {@code first} if none was tried before, else that many further on. */
    private record Attempt(Question question, int first, int tried, long begun) {
        Attempt next() {
            return new Attempt(question, first, tried + 1, begun);
        }
    }

    private int index(Attempt attempt) {
        return (attempt.first() + attempt.tried()) % analyzers.size();
    }

    private void send(Attempt attempt) {
        AnalyzerAddress analyzer = analyzers.get(index(attempt));
        client.send(analyzer, attempt.question().gremlin(), reply -> replied(attempt, analyzer, reply));
    }

    private void replied(Attempt attempt, AnalyzerAddress analyzer, Reply reply) {
        // Java 17 has no switch over sealed types yet.
        if (reply instanceof Reply.Answered good) {
            attempt.question().answer(good.answer());
            answered.add(1);
            finish(attempt, true);
        } else if (reply instanceof Reply.Hopeless hopeless) {
            fail(attempt, true);
            warn(
                    hopeless.kind(),
                    analyzer,
                    hopeless.words() + "; the query: "
                            + Printable.of(attempt.question().gremlin()));
        } else if (reply instanceof Reply.Broken broken) {
            if (mayGoElsewhere(attempt)) {
                send(attempt.next());
            } else {
                fail(attempt, false);
            }
            warn(analyzer + " " + broken.kind(), analyzer, broken.words());
        }
    }

    /** Moves other questions away from an analyzer that did not answer, and says whether there is one more for this. */
    private boolean mayGoElsewhere(Attempt attempt) {
        synchronized (lock) {
            if (preferred == index(attempt)) {
                preferred = (preferred + 1) % analyzers.size();
            }
            return !closed && attempt.tried() + 1 < analyzers.size();
        }
    }

    private void fail(Attempt attempt, boolean reached) {
        attempt.question().fail();
        failed.add(1);
        finish(attempt, reached);
    }

    private void warn(String reason, AnalyzerAddress analyzer, String words) {
        // What is broken off at the end is no trouble.
        if (!isClosed()) {
            log.warn(reason, () -> "Cannot ask the analyzer " + analyzer + ": " + words);
        }
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    /** Makes room for the next question. */
    private void finish(Attempt attempt, boolean reached) {
        long now = nanos.getAsLong();
        milliseconds.add(TimeUnit.NANOSECONDS.toMillis(now - attempt.begun()));
        List<Question> givenUp = new ArrayList<>();
        boolean opened;
        long pause;
        Question next;
        synchronized (lock) {
            asked.remove(attempt.question().gremlin(), attempt.question());
            underWay--;
            if (reached) {
                breaker.succeeded();
            }
            opened = !reached && breaker.failed(now) && !closed;
            pause = breaker.pause().toSeconds();
            if (opened) {
                giveUpWaiting(givenUp);
            }
            next = waiting.poll();
            if (next != null) {
                underWay++;
            }
        }
        refused.add(givenUp.size());
        givenUp.forEach(Question::fail);
        if (next != null) {
            begin(next);
        }
        if (opened) {
            log.warn("given up", () -> "No analyzer answers: nothing is looked up for " + pause + " s");
        }
    }

    private void giveUpWaiting(List<Question> into) {
        for (Question question : waiting) {
            asked.remove(question.gremlin(), question);
            into.add(question);
        }
        waiting.clear();
    }

    @Override
    public void close() {
        List<Question> givenUp = new ArrayList<>();
        synchronized (lock) {
            closed = true;
            giveUpWaiting(givenUp);
        }
        givenUp.forEach(Question::fail);
        // Those under way fail as their calls end.
        client.close();
    }
}
