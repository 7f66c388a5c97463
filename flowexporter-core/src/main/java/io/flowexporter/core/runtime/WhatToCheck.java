package io.flowexporter.core.runtime;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import javax.net.ssl.SSLException;

/** What an operator should look at when a write fails. */
final class WhatToCheck {
    private static final int MOST_CAUSES = 10;

    private WhatToCheck() {}

    /** The advice; "" when the failure's own words are all there is to say. */
    static String when(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
            String advice = of(cause);
            if (!advice.isEmpty()) {
                return advice;
            }
            cause = cause.getCause();
        }
        return "";
    }

    private static String of(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return "Is the host name of the endpoint right, and does this machine resolve it?";
        }
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            return "Is the store running, and are address and port of the endpoint right?";
        }
        if (cause instanceof SocketTimeoutException) {
            return "Does the network let this machine reach the store, and is the store overloaded?";
        }
        if (cause instanceof SSLException) {
            return "Does the store's certificate fit its name, and is its authority trusted here?";
        }
        return cause instanceof AccessDeniedException ? "May this user write there?" : "";
    }
}
