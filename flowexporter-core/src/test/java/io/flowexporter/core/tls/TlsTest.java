package io.flowexporter.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
    @TempDir
    private Path directory;

    private static String resource(String name) throws IOException {
        try (InputStream in = TlsTest.class.getResourceAsStream("/tls/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private Optional<Path> file(String name) throws IOException {
        return Optional.of(Files.writeString(directory.resolve(name), resource(name)));
    }

    @ParameterizedTest
    @CsvSource({
        "client-key.pem, client.pem, SHA256withRSA",
        "client-key-pkcs1.pem, client.pem, SHA256withRSA",
        "client-ec-key.pem, client-ec.pem, SHA256withECDSA",
        "client-ec-key-sec1.pem, client-ec.pem, SHA256withECDSA"
    })
    void readsKeysThatBelongToTheirCertificates(String key, String certificate, String algorithm) throws Exception {
        PrivateKey secret = Pem.privateKey(resource(key));
        PublicKey open = Pem.certificates(resource(certificate)).get(0).getPublicKey();
        byte[] text = {1, 2, 3};
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(secret);
        signer.update(text);
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(open);
        verifier.update(text);
        assertThat(verifier.verify(signature)).isTrue();
    }

    @Test
    void readsEdwardsKeys() throws Exception {
        assertThat(Pem.privateKey(resource("ed25519-key.pem")).getAlgorithm()).isEqualTo("EdDSA");
    }

    @Test
    void readsAKeyBehindACertificateAndCommentsInOtherLineEnds() throws Exception {
        String both = "Bag Attributes\r\n" + resource("client.pem")
                + resource("client-key.pem").replace("\n", "\r\n");
        assertThat(Pem.privateKey(both)).isEqualTo(Pem.privateKey(resource("client-key.pem")));
        assertThat(Pem.certificates(both)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client-key-encrypted.pem", "client-key-pkcs1-encrypted.pem"})
    void saysHowToDecryptAnEncryptedKey(String name) {
        assertThatThrownBy(() -> Pem.privateKey(resource(name)))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("the key is encrypted; decrypt it by 'openssl pkey");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----\nMIT/////AAAA\n-----END EC PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----\n\n-----END EC PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----\nMAMCAQE=\n-----END EC PRIVATE KEY-----",
                "",
                "no PEM"
            })
    void refusesDamagedKeys(String text) {
        assertThatThrownBy(() -> Pem.privateKey(text)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void isEmptyWithoutFiles() throws Exception {
        assertThat(Tls.of(Optional.empty(), Optional.empty(), Optional.empty())).isEmpty();
    }

    @Test
    void trustsTheGivenAuthoritiesOnly() throws Exception {
        Tls tls = Tls.of(file("ca.pem"), Optional.empty(), Optional.empty()).orElseThrow();
        assertThat(tls.trust().getAcceptedIssuers())
                .extracting(issuer -> issuer.getSubjectX500Principal().getName())
                .containsExactly("CN=Flow Exporter test authority");
    }

    @Test
    void trustsJavasOwnAuthoritiesWithoutOthers() throws Exception {
        Tls tls = Tls.of(Optional.empty(), file("client.pem"), file("client-key.pem"))
                .orElseThrow();
        assertThat(tls.trust().getAcceptedIssuers()).isNotEmpty();
    }

    @Test
    void namesWhatIsMissingOrUnfit() throws Exception {
        Optional<Path> none = Optional.empty();
        Optional<Path> absent = Optional.of(directory.resolve("absent.pem"));
        Optional<Path> client = file("client.pem");
        assertThatThrownBy(() -> Tls.of(none, client, none))
                .hasMessageEndingWith("tls.client_cert and tls.client_key go together, but tls.client_key is missing");
        assertThatThrownBy(() -> Tls.of(none, none, client)).hasMessageEndingWith("but tls.client_cert is missing");
        assertThatThrownBy(() -> Tls.of(absent, none, none))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot read tls.ca_cert: there is no file " + absent.get());
        assertThatThrownBy(() -> Tls.of(none, client, client))
                .hasMessageStartingWith(
                        "Cannot use tls.client_key, " + client.get() + ": there is no private key in it");
        Optional<Path> key = file("client-key.pem");
        assertThatThrownBy(() -> Tls.of(key, none, none))
                .hasMessageStartingWith("Cannot use tls.ca_cert, " + key.get() + ": there is no certificate in it");
    }
}
