package io.flowexporter.s3;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Lets no answer through but a success that can be believed; all others become a {@link Refusal}. MinIO would lose the
 * status of an answer that is not XML, believe a success with an error in it, and show headers with tokens in the text
 * of its exceptions.
 */
final class AnswerCheck implements Interceptor {
    private static final long ENOUGH = 64 * 1024;
    private static final Pattern ERROR = Pattern.compile("<(?:\\w+:)?Error[\\s>]");
    private static final Pattern CODE = Pattern.compile("<(?:\\w+:)?Code>([^<]{1,200})<");
    private static final Pattern MESSAGE = Pattern.compile("<(?:\\w+:)?Message>([^<]*)<");

    private final ForeignText foreign;
    private final Optional<Etag> expected;

    /**
     * A check.
     *
     * @param expected what the answer must show of the object; empty when none was sent
     */
    AnswerCheck(ForeignText foreign, Optional<Etag> expected) {
        this.foreign = foreign;
        this.expected = expected;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        try {
            check(response);
        } catch (IOException e) {
            response.close();
            throw e;
        }
        return response;
    }

    private void check(Response response) throws IOException {
        String body = response.peekBody(ENOUGH).string();
        if (!response.isSuccessful() || ERROR.matcher(body).find()) {
            throw refusal(response, body);
        }
        if (expected.isPresent()) {
            checkEtag(expected.get(), response);
        }
    }

    private static void checkEtag(Etag sent, Response response) throws IOException {
        Optional<Etag> stored = Etag.of(response.headers());
        if (stored.isEmpty()) {
            // It may be there all the same; perhaps no store answered.
            throw new NoAnswer(
                    true, "nothing shows that it was stored (HTTP " + response.code() + ": the answer has no ETag)");
        }
        if (!stored.get().agrees(sent)) {
            throw new Refusal(response.code(), "", "the ETag is not the MD5 of the object", "");
        }
    }

    private Refusal refusal(Response response, String body) {
        StringBuilder text = new StringBuilder(foreign.shown(first(MESSAGE, body)));
        Headers headers = response.headers();
        hint(text, "the bucket's region is ", headers.get("x-amz-bucket-region"));
        hint(text, "redirected to ", response.isRedirect() ? headers.get("Location") : null);
        return new Refusal(
                response.code(),
                foreign.shown(first(CODE, body)),
                text.toString(),
                Optional.ofNullable(headers.get(RetryAfter.KEPT)).orElse(""));
    }

    private void hint(StringBuilder text, String words, String header) {
        if (header != null) {
            text.append(text.isEmpty() ? "" : ", ").append(words).append(foreign.shown(header));
        }
    }

    private static String first(Pattern pattern, String body) {
        Matcher matcher = pattern.matcher(body);
        return matcher.find() ? matcher.group(1) : "";
    }
}
