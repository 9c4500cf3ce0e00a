package dev.mcpmux.core.table;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.sharing.Capabilities;
import dev.mcpmux.core.sharing.ClientDeclaration;
import dev.mcpmux.core.words.ClientInfo;

/**
 * What a client said of itself in {@code initialize}.
 *
 * @param declaration null before it said anything
 * @param label its name and version
 * @param name the name alone; empty when it is not known
 */
public record Declared(ClientDeclaration declaration, String label, String name) {
  public static final Declared NOTHING = new Declared(null, "", "");

  public static Declared of(FrameView frame) {
    byte[] clientInfo =
        frame.is(Field.CLIENT_INFO, ValueType.OBJECT) ? frame.raw(Field.CLIENT_INFO) : null;
    return new Declared(
        new ClientDeclaration(
            frame.raw(Field.PROTOCOL_VERSION),
            frame.text(Field.PROTOCOL_VERSION),
            Capabilities.of(frame.raw(Field.CAPABILITIES)),
            clientInfo),
        clientInfo == null ? "" : ClientInfo.label(clientInfo),
        clientInfo == null ? "" : ClientInfo.name(clientInfo));
  }
}
