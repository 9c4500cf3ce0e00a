package dev.mcpmux.netty.files;

import dev.mcpmux.netty.config.HttpConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a certificate and its key, and looks whether they belong together: a handshake is too late
 * for that, and in the middle of a renewal one file is new and the other is old.
 */
public final class TlsFiles {

  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----");

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  private static final byte[] ANYTHING = {'m', 'c', 'p', 'm', 'u', 'x'};

  private TlsFiles() {}

  /**
   * Any thread but the event loop.
   *
   * @throws IOException when they cannot be used; the message is for people
   */
  public static SslContext read(HttpConfig.Tls tls) throws IOException {
    try {
      X509Certificate[] chain = chain(tls.certificate());
      PrivateKey key = key(tls.key(), chain[0].getPublicKey().getAlgorithm());
      if (!belongTogether(key, chain[0])) {
        throw new InvalidKeyException("the key is another certificate's");
      }
      return SslContextBuilder.forServer(key, chain).sslProvider(SslProvider.JDK).build();
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new IOException(
          "cannot use the certificate "
              + tls.certificate()
              + " with the key "
              + tls.key()
              + " (PKCS #8, PEM): "
              + e.getMessage());
    }
  }

  /** A file may hold the key beside them. */
  private static X509Certificate[] chain(Path file) throws GeneralSecurityException, IOException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> chain = new ArrayList<>();
    Matcher pem = CERTIFICATE.matcher(Files.readString(file));
    while (pem.find()) {
      byte[] bytes = Base64.getMimeDecoder().decode(pem.group(1));
      chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes)));
    }
    if (chain.isEmpty()) {
      throw new InvalidKeyException("no BEGIN CERTIFICATE is in " + file);
    }
    return chain.toArray(new X509Certificate[0]);
  }

  private static PrivateKey key(Path file, String algorithm)
      throws GeneralSecurityException, IOException {
    Matcher pem = KEY.matcher(Files.readString(file));
    if (!pem.find()) {
      throw new InvalidKeyException("no BEGIN PRIVATE KEY is in " + file);
    }
    byte[] bytes = Base64.getMimeDecoder().decode(pem.group(1));
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
  }

  private static boolean belongTogether(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            switch (key.getAlgorithm()) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> key.getAlgorithm();
            });
    signature.initSign(key);
    signature.update(ANYTHING);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(ANYTHING);
    return signature.verify(signed);
  }
}
