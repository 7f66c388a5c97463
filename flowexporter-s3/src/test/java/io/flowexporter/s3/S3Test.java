package io.flowexporter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.Plugin;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.testkit.TestContext;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings. */
class S3Test {
    private static final S3 STORE = S3.at("http://127.0.0.1:9000");

    private static ObjectWriter create(Configured<ObjectWriter> settings) throws Exception {
        return settings.create(new TestContext());
    }

    @Test
    void thePluginIsFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(Plugin.class))
                .filteredOn(S3Plugin.class::isInstance)
                .flatExtracting(Plugin::stages)
                .containsExactly(S3.TYPE);
        assertThat(S3.TYPE.path()).isEqualTo("pipeline.write.s3");
    }

    @Test
    void theOptionsAndTheirDefaultsAreThese() {
        assertThat(S3.TYPE.options().stream()
                        .collect(Collectors.toMap(
                                Option::name,
                                option -> option.defaultValue()
                                        .map(Object::toString)
                                        .orElse(""))))
                .containsOnly(
                        Map.entry("endpoint", ""),
                        Map.entry("region", "us-east-1"),
                        Map.entry("access_key", ""),
                        Map.entry("secret_key", ""),
                        Map.entry("session_token", ""),
                        Map.entry("api_key", ""),
                        Map.entry("iam_endpoint", "https://iam.cloud.ibm.com/identity/token"),
                        Map.entry("ca_cert", ""),
                        Map.entry("sse", ""),
                        Map.entry("path_style", "true"),
                        Map.entry("connect_timeout", "PT5S"));
        assertThat(S3.TYPE.options())
                .allSatisfy(option -> assertThat(option.doc()).endsWith("."));
    }

    @Test
    void credentialsAreNeverShown() {
        assertThat(S3.TYPE.options())
                .filteredOn(Option::secret)
                .containsExactlyInAnyOrder(S3.ACCESS_KEY, S3.SECRET_KEY, S3.SESSION_TOKEN, S3.API_KEY);
    }

    static List<Option<?>> options() {
        return S3.TYPE.options();
    }

    @ParameterizedTest
    @MethodSource("options")
    void eachOptionHasASetter(Option<?> option) throws Exception {
        String[] words = option.name().split("_");
        String name = words[0]
                + Arrays.stream(words)
                        .skip(1)
                        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                        .collect(Collectors.joining());
        Method setter = Arrays.stream(S3.class.getMethods())
                .filter(method -> method.getName().equals(name) && method.getParameterCount() == 1)
                .findFirst()
                .orElseThrow();
        Object value = setter.getParameterTypes()[0] == Duration.class
                ? Duration.ofSeconds(3)
                : setter.getParameterTypes()[0] == boolean.class ? (Object) false : "https://x";
        if (option == S3.REGION) {
            value = "local";
        }

        S3 changed = (S3) setter.invoke(STORE, value);

        assertThat(changed.values().get(option)).isEqualTo(value);
    }

    @Test
    void anEndpointIsRequired() {
        assertThat(S3.ENDPOINT.required()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://x",
                "http://",
                "",
                "http://x/path",
                "http://x?a=b",
                "x/path",
                "two words",
                "http:x",
                "x:port"
            })
    void anEndpointThatIsNoHttpAddressIsRefused(String endpoint) {
        assertThatThrownBy(() -> S3.at(endpoint))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot set 'endpoint': must be an http or https address without a path,"
                                + " as https://s3.example.com, but was '%s'",
                        endpoint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.0.0.1:9000",
                "https://s3.example.com",
                "https://s3.example.com/",
                "http://[::1]:9",
                "s3.example.com"
            })
    void anHttpAddressIsTaken(String endpoint) {
        assertThatCode(() -> create(S3.at(endpoint).credentials("id", "secret")))
                .doesNotThrowAnyException();
    }

    @Test
    void anEndpointWithAPasswordIsRefusedWithoutShowingIt() {
        assertThatThrownBy(() -> create(S3.at("http://me:pass-word@x:9000").credentials("id", "secret")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("endpoint: must be an http or https address without user")
                .hasMessageNotContaining("pass-word");
    }

    @Test
    void withoutCredentialsBothWaysAreNamed() {
        assertThatThrownBy(() -> create(STORE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("access_key and secret_key, or api_key: required, but missing");
    }

    @Test
    void emptyCredentialsAreMissing() {
        assertThatThrownBy(() -> create(STORE.credentials("", "").apiKey("")))
                .hasMessageEndingWith("required, but missing");
    }

    @Test
    void theMissingHalfIsNamed() {
        assertThatThrownBy(() -> create(STORE.accessKey("id")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("secret_key: required with access_key, but missing");
        assertThatThrownBy(() -> create(STORE.secretKey("secret").sessionToken("token")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("access_key: required with secret_key, but missing");
    }

    @Test
    void anApiKeyIsEnough() {
        assertThatCode(() -> create(STORE.apiKey("key"))).doesNotThrowAnyException();
        assertThatCode(() -> create(STORE.apiKey("key").accessKey("half"))).doesNotThrowAnyException();
        assertThatCode(() -> create(STORE.apiKey("key").iamEndpoint(""))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"with blank", "line\n", "tab\t", "ключ"})
    void whatCannotStandInAHeaderIsRefusedWithoutShowingIt(String value) {
        assertThatThrownBy(() -> STORE.sessionToken(value))
                .hasMessage("Cannot set 'session_token': must be printable ASCII without blanks");
        assertThatThrownBy(() -> STORE.accessKey(value))
                .hasMessage("Cannot set 'access_key': must be printable ASCII without blanks");
    }

    @Test
    void aCertificateFileThatIsMissingStopsTheStart(@TempDir Path directory) throws Exception {
        String missing = directory.resolve("ca.pem").toString();
        try (ObjectWriter writer = create(STORE.credentials("id", "secret").caCert(missing))) {
            assertThatThrownBy(writer::start)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "Cannot read the certificates in '" + missing + "': java.nio.file.NoSuchFile")
                    .hasMessageEndingWith("; check pipeline.write.s3.ca_cert");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void aCertificateFileWithoutCertificatesStopsTheStart(String text, @TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("ca.pem"), text);
        try (ObjectWriter writer = create(STORE.credentials("id", "secret").caCert(file.toString()))) {
            assertThatThrownBy(writer::start)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Cannot read the certificates in ");
        }
    }
}
