package io.flowexporter.core.topology;

import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Lookup;
import java.util.Optional;

/** A query whose answer may be on its way. Answered once, by another thread than the one that asks. */
final class Question implements Lookup<Answer> {
    private final String gremlin;
    private volatile Outcome outcome = Outcome.OPEN;

    private record Outcome(boolean done, Optional<Answer> answer) {
        static final Outcome OPEN = new Outcome(false, Optional.empty());
        static final Outcome FAILED = new Outcome(true, Optional.empty());
    }

    Question(String gremlin) {
        this.gremlin = gremlin;
    }

    /** One that can't be answered. */
    static Question unanswerable() {
        Question question = new Question("");
        question.fail();
        return question;
    }

    String gremlin() {
        return gremlin;
    }

    void answer(Answer answer) {
        outcome = new Outcome(true, Optional.of(answer));
    }

    void fail() {
        outcome = Outcome.FAILED;
    }

    @Override
    public boolean done() {
        return outcome.done();
    }

    @Override
    public Optional<Answer> value() {
        return outcome.answer();
    }

    @Override
    public boolean failed() {
        Outcome now = outcome;
        return now.done() && now.answer().isEmpty();
    }
}
