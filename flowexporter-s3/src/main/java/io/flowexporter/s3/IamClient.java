package io.flowexporter.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Credentials;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Exchanges an API key for tokens. Safe for several threads. */
final class IamClient {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long ENOUGH = 64 * 1024;
    private static final Duration UNKNOWN_LIFE = Duration.ofMinutes(5);

    private final OkHttpClient http;
    private final HttpUrl url;
    private final LatestSecret apiKey;
    private final InstantSource clock;
    private final Duration patience;

    IamClient(OkHttpClient http, HttpUrl url, LatestSecret apiKey, InstantSource clock, Duration patience) {
        this.http = http;
        this.url = url;
        this.apiKey = apiKey;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * A new token.
     *
     * @throws NoAnswer if there is none to be had; the message says it of IAM
     */
    IamToken token() throws IOException, InterruptedException {
        String key = apiKey.get();
        ForeignText foreign = ForeignText.hiding(key);
        Attempt attempt = new Attempt(foreign, S3.IAM_ENDPOINT);
        CompletableFuture<IamToken> token = new CompletableFuture<>();
        http.newBuilder().eventListener(attempt).build().newCall(request(key)).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException e) {
                token.completeExceptionally(e);
            }

            @Override
            public void onResponse(Call call, Response response) {
                try (response) {
                    token.complete(read(response, foreign));
                } catch (IOException | RuntimeException e) {
                    token.completeExceptionally(e);
                }
            }
        });
        try {
            return attempt.await(token, patience);
        } catch (Refusal | NoAnswer e) {
            // No request went to the store.
            throw new NoAnswer(false, "no IAM token from " + url.host() + " (" + e.getMessage() + ")", e);
        }
    }

    private Request request(String key) {
        return new Request.Builder()
                .url(url)
                .header("Accept", "application/json")
                .header("Authorization", Credentials.basic("bx", "bx"))
                .post(new FormBody.Builder()
                        .add("grant_type", "urn:ibm:params:oauth:grant-type:apikey")
                        .add("response_type", "cloud_iam")
                        .add("apikey", key)
                        .build())
                .build();
    }

    private IamToken read(Response response, ForeignText foreign) throws IOException {
        JsonNode answer = json(response.peekBody(ENOUGH).string());
        if (!response.isSuccessful()) {
            String advice = advice(response);
            String text = foreign.shown(answer.path("errorMessage").asText());
            throw new Refusal(
                    response.code(),
                    foreign.shown(answer.path("errorCode").asText()),
                    text + (text.isEmpty() || advice.isEmpty() ? "" : "; ") + advice,
                    "");
        }
        String value = answer.path("access_token").asText();
        if (!S3.isPrintable(value) || value.isEmpty()) {
            throw new Refusal(response.code(), "", "the answer has no access_token", "");
        }
        Instant now = clock.instant();
        return IamToken.living(value, now, life(answer, now));
    }

    private static String advice(Response response) {
        return switch (response.code()) {
            case 400, 401, 403 -> "check " + S3.API_KEY.path(S3.TYPE);
            case 301, 302, 303, 307, 308, 404, 405 -> "check " + S3.IAM_ENDPOINT.path(S3.TYPE);
            default -> "";
        };
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            // Not as a cause: it may quote the token.
            return JSON.missingNode();
        }
    }

    private static Duration life(JsonNode answer, Instant now) {
        if (answer.path("expires_in").asLong() > 0) {
            return Duration.ofSeconds(answer.path("expires_in").asLong());
        }
        Duration left = Duration.between(
                now, Instant.ofEpochSecond(answer.path("expiration").asLong(0)));
        return left.isNegative() || left.isZero() ? UNKNOWN_LIFE : left;
    }
}
