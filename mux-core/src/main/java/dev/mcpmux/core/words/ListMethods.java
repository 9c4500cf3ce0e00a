package dev.mcpmux.core.words;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import java.util.List;

/** The requests for lists of what a server offers. */
public final class ListMethods {
  public static final List<Method> ALL =
      List.of(
          Method.TOOLS_LIST,
          Method.PROMPTS_LIST,
          Method.RESOURCES_LIST,
          Method.RESOURCES_TEMPLATES_LIST);

  private ListMethods() {}

  public static boolean isOne(Method method) {
    return ALL.contains(method);
  }

  /** Whether it may be asked for page by page. */
  public static boolean isPaged(Method method) {
    return isOne(method) || method == Method.TASKS_LIST;
  }

  /** The list whose change is announced for this one. */
  public static ListKind kind(Method method) {
    return switch (method) {
      case TOOLS_LIST -> ListKind.TOOLS;
      case PROMPTS_LIST -> ListKind.PROMPTS;
      default -> ListKind.RESOURCES;
    };
  }

  /** Whether the frame asks for a whole list, or its first page, with nothing else in it. */
  public static boolean isPlain(FrameView frame) {
    if (!isOne(frame.method())) {
      return false;
    }
    if (!frame.has(Field.PARAMS)) {
      return true;
    }
    byte[] params = frame.raw(Field.PARAMS);
    for (int i = 1; i < params.length - 1; i++) {
      if (params[i] > ' ') {
        return false;
      }
    }
    return params.length >= 2 && params[0] == '{';
  }
}
