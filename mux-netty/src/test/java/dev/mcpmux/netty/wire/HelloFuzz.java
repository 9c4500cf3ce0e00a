package dev.mcpmux.netty.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.port.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Any line as the first one of a connection. */
class HelloFuzz {

  @FuzzTest
  @DictionaryEntries({
    "{\"mcpmux\":1,",
    "\"attach\":{",
    "\"name\":\"a\"",
    "\"command\":[\"",
    "\"all\":true",
    "\"only\":[\"",
    "\"control\":\"status\"",
    "\"server\":\"a\"",
    "\"cwd\":\"/",
    "\"env\":{\"",
    "\"pid\":",
    "\"resumes\":1",
    "\"build\":\"",
    "\"resume\":\"{\\\"v\\\":1,\\\"initialize\\\":{}}\"",
    "\\udce9",
    "\\ud83d\\ude00"
  })
  void a_hello_is_taken_and_means_the_same_when_it_is_said_again_or_refused_in_words(byte[] line)
      throws Exception {
    Hello hello;
    try {
      hello = Hello.parse(line, Limits.defaults());
    } catch (Hello.Refused e) {
      assertThat(e.reason()).isIn("bad-hello", "unsupported-version", "unknown-resume");
      assertThat(e.getMessage()).isNotBlank().doesNotContainPattern("\\p{Cntrl}");
      return;
    }
    assertThat(hello.target().isPresent() || hello.control().isPresent()).isTrue();
    if (hello.target().isPresent()) {
      assertThat(hello.cwd()).startsWith("/").doesNotContain("\0");
    }
    assertThat(hello.environment()).hasSizeLessThanOrEqualTo(Limits.defaults().maxHelloVariables());
    Hello again = Hello.parse(said(hello).getBytes(StandardCharsets.UTF_8), Limits.defaults());
    assertThat(withoutState(again)).isEqualTo(withoutState(hello));
  }

  /** What is kept of a session has a test of its own. */
  private static Hello withoutState(Hello hello) {
    return new Hello(
        hello.target(),
        hello.control(),
        hello.server(),
        hello.options(),
        hello.cwd(),
        hello.environment(),
        hello.pid(),
        new RelayHello(hello.relay().resumes(), java.util.Optional.empty(), hello.relay().build()));
  }

  private static String said(Hello hello) {
    StringBuilder out = new StringBuilder("{\"mcpmux\":2");
    hello.target().ifPresent(target -> out.append(",\"attach\":").append(said(target)));
    hello.control().ifPresent(call -> out.append(",\"control\":").append(said(call)));
    hello.server().ifPresent(server -> out.append(",\"server\":").append(said(server)));
    if (hello.cwd() != null) {
      out.append(",\"cwd\":").append(said(hello.cwd()));
    }
    out.append(",\"options\":").append(said(hello.options()));
    out.append(",\"env\":").append(said(hello.environment()));
    out.append(",\"pid\":").append(hello.pid());
    if (hello.relay().resumes()) {
      out.append(",\"resumes\":1");
    }
    return out.append(",\"build\":").append(said(hello.relay().build())).append('}').toString();
  }

  private static String said(Map<String, String> strings) {
    return strings.entrySet().stream()
        .map(each -> said(each.getKey()) + ":" + said(each.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String said(Target target) {
    if (target instanceof Target.Named named) {
      return "{\"name\":" + said(named.name()) + "}";
    }
    if (target instanceof Target.AdHoc adHoc) {
      return "{\"command\":" + said(adHoc.command()) + "}";
    }
    Target.All all = (Target.All) target;
    List<String> only = all.only();
    return "{\"all\":true"
        + (only.isEmpty() ? "" : ",\"only\":" + said(only))
        + (all.profile().isEmpty() ? "" : ",\"profile\":" + said(all.profile()))
        + (all.find() ? ",\"view\":\"find\"}" : "}");
  }

  private static String said(List<String> words) {
    return words.stream().map(HelloFuzz::said).collect(Collectors.joining(",", "[", "]"));
  }

  private static String said(String text) {
    return FrameText.quoted(text);
  }
}
