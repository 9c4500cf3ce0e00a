package dev.mcpmux.core.table;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.script.MuxScript;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListCallsTest {

  @Test
  void calls_with_parameters_as_long_as_a_cursor_are_joined() {
    String cursor = "c".repeat(900);
    run(
        """
        a > {"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"%1$s"}}
        u1 < {"jsonrpc":"2.0","id":2,"method":"tools/list","params":{"cursor":"%1$s"}}
        b > {"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"%1$s"}}
        u1 > {"jsonrpc":"2.0","id":2,"result":{"tools":[]}}
        a < {"jsonrpc":"2.0","id":1,"result":{"tools":[]}}
        b < {"jsonrpc":"2.0","id":1,"result":{"tools":[]}}
        """
            .formatted(cursor));
  }

  @Test
  void parameters_that_no_cursor_is_as_long_as_are_not_kept_to_be_compared() {
    String cursor = "c".repeat(2000);
    run(
        """
        a > {"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"%1$s"}}
        u1 < {"jsonrpc":"2.0","id":2,"method":"tools/list","params":{"cursor":"%1$s"}}
        b > {"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"%1$s"}}
        u1 < {"jsonrpc":"2.0","id":3,"method":"tools/list","params":{"cursor":"%1$s"}}
        u1 > {"jsonrpc":"2.0","id":3,"result":{"tools":[]}}
        b < {"jsonrpc":"2.0","id":1,"result":{"tools":[]}}
        u1 > {"jsonrpc":"2.0","id":2,"result":{"tools":[]}}
        a < {"jsonrpc":"2.0","id":1,"result":{"tools":[]}}
        """
            .formatted(cursor));
  }

  private static void run(String calls) {
    String sessions =
        """
        open a server
        open b server
        up a u1
        join b
        """;
    new MuxScript(new MuxConfig(Map.of(), Limits.defaults().withoutCatalog()))
        .run(sessions + calls);
  }
}
