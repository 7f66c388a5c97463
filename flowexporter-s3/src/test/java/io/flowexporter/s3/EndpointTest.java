package io.flowexporter.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.minio.Http;
import okhttp3.HttpUrl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "http://10.0.0.1:9000, true, logs/a/1.gz, http://10.0.0.1:9000/bucket/logs/a/1.gz",
        "http://[::1]:9000, true, a, http://[::1]:9000/bucket/a",
        "https://s3.example.com, false, logs/a/1.gz, https://bucket.s3.example.com/logs/a/1.gz",
        "https://s3.example.com, true, /a, https://s3.example.com/bucket//a",
        "https://s3.example.com, false, /a, https://bucket.s3.example.com//a",
        "https://s3.example.com, true, a//b/, https://s3.example.com/bucket/a//b/",
        "https://s3.eu-west-1.amazonaws.com, true, a, https://s3.eu-west-1.amazonaws.com/bucket/a",
        "https://s3.eu-west-1.amazonaws.com, false, a, https://bucket.s3.eu-west-1.amazonaws.com/a",
        "s3.example.com, true, a, https://s3.example.com/bucket/a",
        "10.0.0.1:9000, true, a, https://10.0.0.1:9000/bucket/a",
        "localhost:9000/, true, a, https://localhost:9000/bucket/a",
        "https://x, true, a b+c%/\u00fc?#, https://x/bucket/a%20b%2Bc%25/%C3%BC%3F%23",
    })
    void anObjectsUrlIsItsKey(String endpoint, boolean pathStyle, String key, String url) {
        assertThat(Endpoint.of(endpoint, "us-east-1", pathStyle)
                        .buildUrl(Http.Method.PUT, "bucket", key, "us-east-1", null))
                .hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%2e%2e/%2E%2E/x",
                "..%2f..%2fx",
                "..\\..\\x",
                "a/...;/x",
                "//other-bucket/x",
                "@evil.example/x",
                "x?versionId=1#y",
                "a\u0000b",
                "a\r\nHost: evil",
                "\u202e\u2028x",
                "\ud83d\ude00/\u6f22",
                "a&b=c;d"
            })
    void noKeyLeavesItsBucketOrHost(String key) {
        HttpUrl url = Endpoint.of("https://store.example", "us-east-1", true)
                .buildUrl(Http.Method.PUT, "bucket", key, "us-east-1", null);
        assertThat(url.host()).isEqualTo("store.example");
        assertThat(url.query()).isNull();
        assertThat(url.fragment()).isNull();
        assertThat(url.pathSegments().get(0)).isEqualTo("bucket");
        assertThat(String.join("/", url.pathSegments().subList(1, url.pathSize())))
                .isEqualTo(key);
        assertThat(url.encodedPath()).matches("[\\x21-\\x7e]+");
    }
}
