package io.flowexporter.core.status;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/**
 * The page for people. It is the same for all: what pipelines do, its script asks of {@code status} and puts in as text. Nothing
 * but its own style and script may run in it.
 */
final class Page {
    private final byte[] html;
    private final String policy;

    private Page(byte[] html, String policy) {
        this.html = html;
        this.policy = policy;
    }

    static Page load() {
        try (InputStream in = Objects.requireNonNull(Page.class.getResourceAsStream("page.html"), "page.html")) {
            byte[] html = in.readAllBytes();
            String text = new String(html, StandardCharsets.UTF_8);
            return new Page(
                    html,
                    "default-src 'none'; style-src " + hash(inside(text, "style")) + "; script-src "
                            + hash(inside(text, "script")) + "; connect-src 'self'; img-src data:; base-uri 'none';"
                            + " form-action 'none'; frame-ancestors 'none'");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String inside(String html, String element) {
        int begin = html.indexOf('<' + element + '>') + element.length() + 2;
        return html.substring(begin, html.indexOf("</" + element + '>', begin));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java without SHA-256", e);
        }
    }

    Answer answer() {
        return Answer.of("text/html; charset=utf-8", html).with("Content-Security-Policy", policy);
    }
}
