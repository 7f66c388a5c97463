package io.flowexporter.s3;

import io.flowexporter.api.Option;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.EventListener;

/**
 * One request and the wait for its answer. The listener of a client that makes this one request: so the call is known
 * from its start and can be ended, which MinIO does not offer.
 */
final class Attempt extends EventListener {
    private final ForeignText foreign;
    private final Option<?> address;
    private volatile Optional<Call> started = Optional.empty();
    private volatile boolean sent;

    /**
     * An attempt that has not begun.
     *
     * @param address the setting that says whom the request goes to
     */
    Attempt(ForeignText foreign, Option<?> address) {
        this.foreign = foreign;
        this.address = address;
    }

    @Override
    public void callStart(Call call) {
        started = Optional.of(call);
    }

    @Override
    public void requestHeadersStart(Call call) {
        sent = true;
    }

    /**
     * Waits for the answer, and ends the request when it waits no longer.
     *
     * @throws Refusal if the answer is one
     * @throws NoAnswer for any other failure
     */
    <T> T await(CompletableFuture<T> answer, Duration limit) throws IOException, InterruptedException {
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            started.ifPresent(Call::cancel);
            throw new NoAnswer(sent, "no answer within " + limit.toMillis() / 1000.0 + " s");
        } catch (InterruptedException e) {
            started.ifPresent(Call::cancel);
            throw e;
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /** What MinIO's exception, checked or not, is about. */
    IOException failure(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && !(cause instanceof IOException)) {
            cause = cause.getCause();
        }
        if (cause instanceof Refusal refusal) {
            return refusal;
        }
        if (cause instanceof NoAnswer none) {
            return none;
        }
        if (cause instanceof IOException broken) {
            return new NoAnswer(sent, reason(broken), broken);
        }
        // Not as a cause: the texts of MinIO's exceptions may show headers with tokens.
        return new NoAnswer(
                sent,
                (sent ? "the answer can't be read (" : "the request can't be made (")
                        + cause.getClass().getSimpleName() + ")");
    }

    private String reason(IOException broken) {
        String text = foreign.shown(broken.getClass().getSimpleName() + ": " + broken.getMessage());
        if (!sent && broken instanceof SSLException) {
            return "no trusted connection (" + text + "); check " + S3.CA_CERT.path(S3.TYPE);
        }
        if (broken instanceof UnknownHostException) {
            return "the host's name is not known (" + text + "); check " + address.path(S3.TYPE);
        }
        return (sent ? "the connection broke (" : "no connection (") + text + ")";
    }
}
