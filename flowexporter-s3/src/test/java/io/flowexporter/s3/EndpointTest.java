package io.flowexporter.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.minio.Http;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
