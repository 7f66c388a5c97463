package io.flowexporter.core.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PEM texts. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private Pem() {}

    /** All certificates of a text, at least one. */
    static List<X509Certificate> certificates(String text) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).endsWith("CERTIFICATE")) {
                byte[] der = decoded(block.group(2));
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
            }
        }
        if (certificates.isEmpty()) {
            throw new CertificateException(
                    "there is no certificate in it; a PEM file has a line '-----BEGIN CERTIFICATE-----'");
        }
        return certificates;
    }

    /** The first private key of a text. */
    static PrivateKey privateKey(String text) throws GeneralSecurityException {
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            String body = block.group(2);
            switch (block.group(1)) {
                case "PRIVATE KEY" -> {
                    return privateKey(decoded(body));
                }
                case "RSA PRIVATE KEY" -> {
                    if (body.contains("ENCRYPTED")) {
                        throw encrypted();
                    }
                    return privateKey(Der.pkcs8OfRsa(decoded(body)));
                }
                case "EC PRIVATE KEY" -> {
                    if (body.contains("ENCRYPTED")) {
                        throw encrypted();
                    }
                    return privateKey(Der.pkcs8OfEc(decoded(body)));
                }
                case "ENCRYPTED PRIVATE KEY" -> throw encrypted();
                default -> {
                    // A certificate, or parameters, in the same file.
                }
            }
        }
        throw new InvalidKeyException(
                "there is no private key in it; a PEM file has a line '-----BEGIN PRIVATE KEY-----'");
    }

    private static InvalidKeyException encrypted() {
        return new InvalidKeyException("the key is encrypted; decrypt it by 'openssl pkey -in key.pem -out plain.pem'");
    }

    private static PrivateKey privateKey(byte[] pkcs8) throws GeneralSecurityException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8);
        for (String algorithm : List.of("RSA", "EC", "EdDSA", "RSASSA-PSS")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // A key of another kind; the next may fit.
                continue;
            }
        }
        throw new InvalidKeyException("the key is damaged, or neither RSA nor EC nor EdDSA");
    }

    private static byte[] decoded(String base64) throws CertificateException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new CertificateException("it is no valid Base64", e);
        }
    }
}
