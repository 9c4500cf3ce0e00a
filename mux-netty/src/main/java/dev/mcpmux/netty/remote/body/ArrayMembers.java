package dev.mcpmux.netty.remote.body;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Takes an array of messages apart. */
public final class ArrayMembers {

  private ArrayMembers() {}

  /**
   * @param array a JSON array that was found valid, on one line
   * @return slices of it, which are borrowed as it is
   */
  public static List<ByteBuf> of(ByteBuf array) {
    List<ByteBuf> members = new ArrayList<>();
    int depth = 0;
    int start = -1;
    boolean inString = false;
    for (int at = array.readerIndex(); at < array.writerIndex(); at++) {
      byte b = array.getByte(at);
      if (inString) {
        if (b == '\\') {
          at++;
        } else if (b == '"') {
          inString = false;
        }
        continue;
      }
      boolean ends = depth == 1 && (b == ',' || b == ']');
      if (ends && start >= 0) {
        members.add(array.slice(start, at - start));
        start = -1;
      } else if (!ends && depth == 1 && start < 0 && b != ' ' && b != '\t') {
        start = at;
      }
      if (b == '"') {
        inString = true;
      } else if (b == '[' || b == '{') {
        depth++;
      } else if (b == ']' || b == '}') {
        depth--;
      }
    }
    return members;
  }
}
