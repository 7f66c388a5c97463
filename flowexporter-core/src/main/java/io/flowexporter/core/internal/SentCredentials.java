package io.flowexporter.core.internal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import okhttp3.Request;

/** Hides what a request showed to prove who we are, in what the other side answers: it may repeat all it was given. */
public final class SentCredentials {
    private static final int SHORTEST = 4;

    private SentCredentials() {}

    /** The text without credentials of that request. */
    public static String hiddenIn(String text, Request request) {
        String hidden = text;
        for (String part : parts(request)) {
            hidden = hidden.replace(part, "[hidden]");
        }
        return hidden;
    }

    /** The longest first, since one may be a part of another. */
    private static List<String> parts(Request request) {
        Set<String> parts = new HashSet<>();
        for (String header : List.of("Authorization", "Cookie")) {
            for (String value : request.headers(header)) {
                parts.add(value);
                for (String part : value.split("[\\s;]+")) {
                    parts.add(part);
                    parts.add(part.substring(part.indexOf('=') + 1));
                    parts.addAll(decoded(part));
                }
            }
        }
        return parts.stream()
                .filter(part -> part.length() >= SHORTEST)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** The password of Basic authentication. */
    private static List<String> decoded(String part) {
        try {
            String pair = new String(Base64.getDecoder().decode(part), StandardCharsets.UTF_8);
            return List.of(pair, pair.substring(pair.indexOf(':') + 1));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
