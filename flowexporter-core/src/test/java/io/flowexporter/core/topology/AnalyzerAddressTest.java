package io.flowexporter.core.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnalyzerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8082, 127.0.0.1:8082, http://127.0.0.1:8082/api/topology",
        "8082, localhost:8082, http://localhost:8082/api/topology",
        ":8082, localhost:8082, http://localhost:8082/api/topology",
        "analyzer.lab:1, analyzer.lab:1, http://analyzer.lab:1/api/topology",
        "[2001:db8::1]:8082, [2001:db8::1]:8082, http://[2001:db8::1]:8082/api/topology",
    })
    void readsHostAndPort(String text, String normal, String url) {
        AnalyzerAddress address = AnalyzerAddress.parse(text);

        assertThat(address).hasToString(normal);
        assertThat(address.url("http")).hasToString(url);
        assertThat(AnalyzerAddress.parse(normal)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "analyzer",
                "analyzer:",
                "analyzer:0",
                "analyzer:65536",
                "analyzer:-1",
                "analyzer:99999999999",
                "http://analyzer:8082",
                "2001:db8::1:8082",
                "user@analyzer:8082",
                "a b:1",
                "[]:8082",
                "a/b:1"
            })
    void refusesAllElse(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnalyzerAddress.parse(text))
                .withMessageContaining("must be host:port")
                .withMessageContaining(text);
    }
}
