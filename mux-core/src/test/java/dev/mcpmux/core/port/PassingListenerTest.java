package dev.mcpmux.core.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassingListenerTest {

  private final List<String> heard = new ArrayList<>();
  private final MuxListener next =
      (MuxListener)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {MuxListener.class},
              (proxy, method, args) -> {
                heard.add(method.getName());
                return nothing(method.getReturnType());
              });
  private final MuxListener passing = new PassingListener(next) {};

  @Test
  void every_report_is_passed_on() throws Exception {
    List<String> all = new ArrayList<>();
    for (Method method : MuxListener.class.getMethods()) {
      all.add(method.getName());
      Object[] args =
          Arrays.stream(method.getParameterTypes()).map(PassingListenerTest::nothing).toArray();
      method.invoke(passing, args);
    }

    assertThat(heard).isEqualTo(all);
  }

  private static Object nothing(Class<?> type) {
    if (type == int.class) {
      return 0;
    } else if (type == long.class) {
      return 0L;
    }
    return type == byte.class ? (Object) (byte) 0 : null;
  }
}
