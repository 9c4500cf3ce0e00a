package dev.mcpmux.netty.remote;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * How servers show who they are: by a certificate from an authority that Java trusts, or from one
 * of a file. Reads the disk: never on the event loop.
 */
final class TlsContexts {

  private TlsContexts() {}

  /**
   * @throws IOException when there is no such file, or nothing in it that can be used
   */
  static SslContext of(Optional<String> caFile) throws IOException {
    SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
    try {
      if (caFile.isPresent()) {
        File file = new File(caFile.get());
        if (!file.isFile()) {
          throw new IOException("there is no file " + file);
        }
        builder.trustManager(file);
      }
      return builder.endpointIdentificationAlgorithm("HTTPS").build();
    } catch (IllegalArgumentException | SSLException e) {
      Throwable cause = e.getCause() instanceof GeneralSecurityException ? e.getCause() : e;
      throw new IOException(
          "no certificates can be read from "
              + caFile.orElse("Java's own")
              + ": "
              + cause.getMessage(),
          e);
    }
  }
}
