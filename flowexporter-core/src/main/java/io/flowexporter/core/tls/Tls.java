package io.flowexporter.core.tls;

import io.flowexporter.api.Option;
import io.flowexporter.api.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * What a TLS client trusts and how it shows who it is. Immutable.
 *
 * @param context makes the connections
 * @param trust the trust that the context was made with
 */
public record Tls(SSLContext context, X509TrustManager trust) {
    /** Whom to trust. */
    public static final Option<String> CA_CERT = Option.string("ca_cert")
            .at("tls.ca_cert")
            .doc("PEM file with the certificates of the authorities to trust; without it, Java's own.");

    /** Who we are. */
    public static final Option<String> CLIENT_CERT = Option.string("client_cert")
            .at("tls.client_cert")
            .doc("PEM file with the client's certificate, and those between it and its authority.");

    /** The proof. */
    public static final Option<String> CLIENT_KEY = Option.string("client_key")
            .at("tls.client_key")
            .doc(
                    "PEM file with the client certificate's private key, not encrypted (PKCS#8, or PKCS#1 RSA, or SEC 1 EC).");

    // It protects nothing: the store never leaves the memory.
    private static final char[] NO_PASSWORD = new char[0];

    /**
     * What those options say; empty if they say nothing.
     *
     * @throws IOException if a file can't be read or used; the message names the option and the file
     */
    public static Optional<Tls> of(Settings settings) throws IOException {
        return of(given(settings, CA_CERT), given(settings, CLIENT_CERT), given(settings, CLIENT_KEY));
    }

    // An empty text in a file means the same as no text.
    private static Optional<Path> given(Settings settings, Option<String> option) {
        return settings.find(option).filter(path -> !path.isEmpty()).map(Path::of);
    }

    /**
     * What those files say; empty if there are none. Without authorities, Java's own are trusted.
     *
     * @throws IOException if a file can't be read or used; the message names the option and the file
     */
    public static Optional<Tls> of(Optional<Path> caCert, Optional<Path> clientCert, Optional<Path> clientKey)
            throws IOException {
        if (caCert.isEmpty() && clientCert.isEmpty() && clientKey.isEmpty()) {
            return Optional.empty();
        }
        if (clientCert.isPresent() != clientKey.isPresent()) {
            throw new IOException(
                    "Cannot use a client certificate: tls.client_cert and tls.client_key go together, but "
                            + (clientKey.isEmpty() ? "tls.client_key" : "tls.client_cert") + " is missing");
        }
        try {
            X509TrustManager trust = trust(caCert);
            KeyManager[] keys = clientCert.isEmpty() ? new KeyManager[0] : keys(clientCert.get(), clientKey.get());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {trust}, null);
            return Optional.of(new Tls(context, trust));
        } catch (GeneralSecurityException e) {
            throw new IOException("Cannot set up TLS: " + e.getMessage(), e);
        }
    }

    private static X509TrustManager trust(Optional<Path> caCert) throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (caCert.isPresent()) {
            KeyStore store = emptyStore();
            int number = 0;
            for (X509Certificate certificate : certificates("tls.ca_cert", caCert.get())) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            factory.init(store);
        } else {
            factory.init((KeyStore) null);
        }
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager trust) {
                return trust;
            }
        }
        throw new GeneralSecurityException("this Java has no X.509 trust manager");
    }

    private static KeyManager[] keys(Path clientCert, Path clientKey) throws IOException, GeneralSecurityException {
        List<X509Certificate> chain = certificates("tls.client_cert", clientCert);
        PrivateKey key;
        try {
            key = Pem.privateKey(text("tls.client_key", clientKey));
        } catch (GeneralSecurityException e) {
            throw unusable("tls.client_key", clientKey, e);
        }
        KeyStore store = emptyStore();
        store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(new X509Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static List<X509Certificate> certificates(String option, Path file) throws IOException {
        try {
            return Pem.certificates(text(option, file));
        } catch (GeneralSecurityException e) {
            throw unusable(option, file, e);
        }
    }

    private static String text(String option, Path file) throws IOException {
        try {
            // Whatever stands around the Base64 lines, in whatever charset, is no matter.
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IOException("Cannot read " + option + ": there is no file " + file, e);
        } catch (IOException e) {
            throw new IOException("Cannot read " + option + ": " + e, e);
        }
    }

    private static IOException unusable(String option, Path file, GeneralSecurityException cause) {
        return new IOException("Cannot use " + option + ", " + file + ": " + cause.getMessage(), cause);
    }
}
