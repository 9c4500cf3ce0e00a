package dev.mcpmux.netty.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.netty.Changed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelloTest {

  @Test
  void more_words_or_variables_than_their_bounds_are_refused() {
    assertThat(refusedAsTooMuch("'attach':{'command':['a','b','c','d']}"))
        .isEqualTo("hello: words: 4 (limit: 3)");
    assertThat(refusedAsTooMuch("'attach':{'all':true,'only':['a','b','c','d']}"))
        .isEqualTo("hello: words: 4 (limit: 3)");
    assertThat(refusedAsTooMuch("'attach':{'name':'a'},'env':{'A':'','B':'','C':''}"))
        .isEqualTo("hello: variables: 3 (limit: 2)");
  }

  private static String refusedAsTooMuch(String members) {
    Limits few = Changed.of(Limits.defaults(), Map.of("maxHelloWords", 3, "maxHelloVariables", 2));
    byte[] line = json("{'mcpmux':1,'cwd':'/'," + members + "}");
    return catchThrowableOfType(Hello.Refused.class, () -> Hello.parse(line, few)).getMessage();
  }

  @Test
  void a_session_says_what_it_attaches_to_and_where_it_is() throws Exception {
    Hello hello =
        parse(
            "{'env':{'A':'é','B':''},'cwd':'/w/é','pid':42,'attach':{'command':['npx','-y','é']},"
                + "'later':[{'x':1}],'mcpmux':1}");

    assertThat(hello.target()).contains(new Target.AdHoc(List.of("npx", "-y", "é")));
    assertThat(hello.control()).isEmpty();
    assertThat(hello.cwd()).isEqualTo("/w/é");
    assertThat(hello.environment()).isEqualTo(Map.of("A", "é", "B", ""));
    assertThat(hello.pid()).isEqualTo(42);
  }

  @Test
  void a_control_call_needs_no_more_than_its_name() throws Exception {
    assertThat(parse("{'mcpmux':1,'control':'status'}").control()).contains("status");
  }

  @Test
  void a_named_server_is_attached_to_by_name() throws Exception {
    Hello hello = parse("{'mcpmux':1,'attach':{'name':'slack'},'cwd':'/'}");

    assertThat(hello.target()).contains(new Target.Named("slack"));
  }

  @Test
  void all_servers_are_attached_to_at_once_or_some_of_them() throws Exception {
    Hello all = parse("{'mcpmux':1,'attach':{'all':true},'cwd':'/'}");
    Hello some = parse("{'mcpmux':1,'attach':{'only':['a','b'],'all':true},'cwd':'/'}");

    Hello found = parse("{'mcpmux':3,'attach':{'all':true,'view':'find'},'cwd':'/'}");

    Hello few = parse("{'mcpmux':4,'attach':{'all':true,'view':'find','profile':'web'},'cwd':'/'}");

    assertThat(found.target()).contains(new Target.All(List.of(), true));
    assertThat(few.target()).contains(new Target.All(List.of(), true, "web"));
    assertThat(all.target()).contains(new Target.All());
    assertThat(some.target()).contains(new Target.All(List.of("a", "b")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET / HTTP/1.1 | bad-hello | hello: not a JSON object",
        "[1] | bad-hello | hello: not a JSON object",
        "{'mcpmux':1 | bad-hello | hello: not a JSON object",
        "{'mcpmux':1,'control':'stop'} {} | bad-hello | hello: more than one JSON object",
        "{'attach':{'name':'a'},'cwd':'/'} | bad-hello | hello: member \"mcpmux\" is missing",
        "{'mcpmux':5} | unsupported-version | protocol version: 5 (supported: 1, 2, 3, 4)",
        "{'mcpmux':3,'attach':{'all':true,'view':'x'},'cwd':'/'} | bad-hello | hello: \"view\" is not \"find\"",
        "{'mcpmux':4,'attach':{'all':true,'profile':''},'cwd':'/'} | bad-hello | hello: \"profile\" is empty",
        "{'mcpmux':1.5} | unsupported-version | protocol version: 1.5 (supported: 1, 2, 3, 4)",
        "{'mcpmux':'1'} | bad-hello | hello: \"mcpmux\" is not a number",
        "{'mcpmux':1} | bad-hello | hello: neither \"attach\" nor \"control\"",
        "{'mcpmux':1,'attach':{'name':'a'}} | bad-hello | hello: \"cwd\" is not an absolute path",
        "{'mcpmux':1,'attach':{'name':'a'},'cwd':'w'} | bad-hello | hello: \"cwd\" is not an absolute path",
        "{'mcpmux':1,'attach':{'all':true,'name':'a'},'cwd':'/'} | bad-hello | hello: \"all\" beside a server",
        "{'mcpmux':1,'attach':{'all':true,'only':[]},'cwd':'/'} | bad-hello | hello: \"only\" is empty",
        "{'mcpmux':1,'attach':{'command':[]},'cwd':'/'} | bad-hello | hello: \"command\" is empty",
        "{'mcpmux':1,'attach':{'command':['a',1]},'cwd':'/'} | bad-hello | hello: \"command\" is not made of strings",
        "{'mcpmux':1,'attach':{'name':'a'},'cwd':'/','env':{'A':1}} | bad-hello | hello: \"env\" is not made of strings",
        "{'mcpmux':1,'attach':{'name':'a'},'cwd':'/\\u0000'} | bad-hello | hello: \"cwd\" is not a path",
        "{'mcpmux':2,'attach':{'name':'a'},'cwd':'/\\ud800'} | bad-hello | hello: half a character that stands for no byte",
        "{'mcpmux':1,'attach':{'command':['\\udc7f']},'cwd':'/'} | bad-hello | hello: half a character that stands for no byte",
        "{'mcpmux':2,'attach':{'name':'a'},'cwd':'/','env':{'\\udd00':''}} | bad-hello | hello: half a character that stands for no byte",
        "{'mcpmux':2,'attach':{'name':'a'},'cwd':'/','env':{'a':'\\ud83d\\udc00 \\ud83d'}} | bad-hello | hello: half a character that stands for no byte",
        "{'mcpmux':1,'pid':99999999999999999999} | bad-hello | hello: not a JSON object",
      })
  void what_is_no_hello_is_refused_with_a_reason(String line, String reason, String message) {
    Hello.Refused refused = catchThrowableOfType(Hello.Refused.class, () -> parse(line));

    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused).hasMessage(message);
  }

  @Test
  void a_relay_says_what_it_can_and_which_session_it_brings() throws Exception {
    Hello hello =
        parse(
            "{'mcpmux':1,'attach':{'name':'a'},'cwd':'/','resumes':1,'build':'2.1',"
                + "'resume':'{\\'v\\':1,\\'initialize\\':{\\'x\\':[1.0]},\\'more\\':2}'}");

    assertThat(hello.relay().resumes()).isTrue();
    assertThat(hello.relay().build()).isEqualTo("2.1");
    assertThat(new String(hello.relay().resume().orElseThrow().greeting().initialize(), UTF_8))
        .isEqualTo("{\"x\":[1.0]}");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void bytes_that_are_not_utf8_are_told_apart_whatever_the_version(int version) throws Exception {
    Hello hello =
        parse(
            "{'mcpmux':"
                + version
                + ",'attach':{'command':['\\udce9','\\udced\\udcb2\\udc80']},'cwd':'/\\udcff',"
                + "'env':{'N\\udce8':'1','\\\\udce9\\n':'\\\\\\udce9','N\\udce9':'2','\\ud83d\\ude00':'\\ud83d\\ude00'}}");

    assertThat(hello.target()).contains(new Target.AdHoc(List.of("\udce9", "\udced\udcb2\udc80")));
    assertThat(hello.cwd()).isEqualTo("/\udcff");
    assertThat(hello.environment())
        .isEqualTo(Map.of("N\udce8", "1", "\\udce9\n", "\\\udce9", "N\udce9", "2", "😀", "😀"));
  }

  @Test
  void bytes_that_are_a_character_together_are_that_character() throws Exception {
    Hello hello = parse("{'mcpmux':2,'attach':{'command':['\\udcc3\\udca9']},'cwd':'/','env':{}}");

    assertThat(hello.target()).contains(new Target.AdHoc(List.of("é")));
  }

  private static Hello parse(String line) throws Hello.Refused {
    return Hello.parse(json(line), Limits.defaults());
  }

  private static byte[] json(String line) {
    return line.replace('\'', '"').getBytes(UTF_8);
  }
}
