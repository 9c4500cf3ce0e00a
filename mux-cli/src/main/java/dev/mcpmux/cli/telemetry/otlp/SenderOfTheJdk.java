package dev.mcpmux.cli.telemetry.otlp;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import java.util.List;

/**
 * The part of the library that it would look for among services, and would not find where it is in
 * a runtime of its own: there it would have to say what it uses.
 */
final class SenderOfTheJdk implements ComponentLoader {

  @Override
  public <T> Iterable<T> load(Class<T> kind) {
    return kind == HttpSenderProvider.class
        ? List.of(kind.cast(new JdkHttpSenderProvider()))
        : List.of();
  }
}
