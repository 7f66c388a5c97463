package io.flowexporter.core.source;

import io.flowexporter.core.internal.Printable;
import io.flowexporter.core.internal.SentCredentials;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import okhttp3.Response;

/**
 * Why there is no subscription, or no longer.
 *
 * @param kind what kind of trouble
 * @param words what to tell the operator, to follow a colon
 */
record Trouble(Kind kind, String words) {
    /** Kinds of trouble; what an operator has to do differs from one to the next. */
    enum Kind {
        REFUSED,
        UNKNOWN_HOST,
        TIMEOUT,
        TLS,
        CONFLICT,
        UNAUTHORIZED,
        FORBIDDEN,
        NOT_SKYDIVE,
        LOST,
        UNEXPECTED,
        SILENT;

        /** As in the names of meters. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int SWITCHING_PROTOCOLS = 101;

    /** A connection that came about broke. */
    static Trouble lost(String why) {
        return new Trouble(Kind.LOST, why);
    }

    /** The watchdog found that nothing comes. */
    static Trouble silent(String why) {
        return new Trouble(Kind.SILENT, why);
    }

    /** Nothing was heard of the attempt at all. */
    static Trouble noAnswer() {
        return new Trouble(Kind.TIMEOUT, "no answer in time");
    }

    /** The server accepts the subscription, but not as an analyzer. */
    static Trouble notSkydive() {
        return new Trouble(
                Kind.NOT_SKYDIVE,
                "this is no Skydive analyzer: its answer has no headers X-Host-Id and X-Service-Type");
    }

    /** Something that nobody thought of. */
    static Trouble unexpected(Throwable cause) {
        return new Trouble(Kind.UNEXPECTED, Printable.of(cause.toString()));
    }

    /** Why an open connection failed. */
    static Trouble ofOpen(Throwable cause) {
        return lost(text(cause));
    }

    /** Why a connection, over TLS or not, did not come about. */
    static Trouble ofConnecting(Throwable cause, Optional<Response> answer, boolean secure) {
        if (answer.isPresent()) {
            return ofAnswer(answer.get(), cause);
        }
        if (cause instanceof UnknownHostException) {
            return new Trouble(Kind.UNKNOWN_HOST, "there is no host of that name (" + text(cause) + ")");
        }
        if (cause instanceof SSLException) {
            return new Trouble(Kind.TLS, "TLS failed: " + text(cause));
        }
        if (cause instanceof SocketTimeoutException) {
            return new Trouble(Kind.TIMEOUT, "no answer in time (" + text(cause) + ")");
        }
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            return new Trouble(Kind.REFUSED, "no connection (" + text(cause) + "); is the analyzer running?");
        }
        // With TLS 1.3, a server that misses the client's certificate says so only behind the handshake.
        String hint = secure ? "; does the analyzer want a client certificate (tls.client_cert)?" : "";
        return new Trouble(Kind.REFUSED, "the connection ended before an answer came (" + text(cause) + ")" + hint);
    }

    private static Trouble ofAnswer(Response answer, Throwable cause) {
        return switch (answer.code()) {
            case 401 ->
                new Trouble(
                        Kind.UNAUTHORIZED,
                        "the analyzer wants credentials, or others (401): check analyzer.auth.cluster.username and"
                                + " .password");
            case 403 -> new Trouble(Kind.FORBIDDEN, "the analyzer does not allow this user to subscribe (403)");
            case 409 -> new Trouble(Kind.CONFLICT, "its host_id is in use (409)");
            case SWITCHING_PROTOCOLS ->
                new Trouble(Kind.NOT_SKYDIVE, "the server does not speak WebSocket (" + text(cause) + ")");
            default ->
                new Trouble(
                        Kind.NOT_SKYDIVE,
                        "the server answers " + answer.code() + " "
                                + Printable.of(SentCredentials.hiddenIn(answer.message(), answer.request()))
                                + "; do address and path belong to an analyzer?");
        };
    }

    private static String text(Throwable cause) {
        String message = cause.getMessage();
        return Printable.of(message == null || !(cause instanceof IOException) ? cause.toString() : message);
    }
}
