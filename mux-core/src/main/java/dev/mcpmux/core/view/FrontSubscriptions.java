package dev.mcpmux.core.view;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.inner.InnerFrame;
import java.util.Map;

/**
 * What clients have subscribed to holds until they unsubscribe or go: a member that comes in the
 * place of another, as when its server was disabled for a while, subscribes to the same again. A
 * member holds what it has subscribed to over all processes of its server.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/server/resources#subscriptions">2025-11-25/server/resources#subscriptions</a>
 */
final class FrontSubscriptions {
  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final long LONGEST_RETRY_MILLIS = 300_000;

  private final View view;

  FrontSubscriptions(View view) {
    this.view = view;
  }

  /** Who holds the client's subscription to a URI; null for none that can be asked now. */
  static Member holder(Front front, String uri) {
    String server = front.subscriptions().get(uri);
    Member member = server == null ? null : front.members().get(server);
    return member != null && member.isReady() ? member : null;
  }

  static boolean holds(Member member, String uri) {
    return member.server.equals(member.front.subscriptions().get(uri));
  }

  /** A server has accepted the client's subscription. */
  void accepted(Member member, String uri) {
    member.front.subscriptions().put(uri, member.server);
    member.subscribed().add(uri);
    view.tellState(member.front);
  }

  /** The client has unsubscribed. */
  void ended(Front front, String uri) {
    front.subscriptions().remove(uri);
    front.members().values().forEach(member -> member.subscribed().remove(uri));
    view.tellState(front);
  }

  /** The member can be asked for what its client holds of its server. */
  void restore(Member member) {
    for (Map.Entry<String, String> held : Map.copyOf(member.front.subscriptions()).entrySet()) {
      if (held.getValue().equals(member.server) && member.subscribed().add(held.getKey())) {
        subscribe(member, held.getKey());
      }
    }
  }

  private void subscribe(Member member, String uri) {
    String params = "{\"uri\":" + FrameText.quoted(Uris.inward(member, uri)) + "}";
    view.ask(
        member,
        "resources/subscribe",
        params,
        reply -> {
          if (reply != null && reply.view().kind() == FrameKind.RESPONSE) {
            member.subscribedAgain();
          } else {
            member.subscribed().remove(uri);
            if (reply != null && isOurs(reply)) {
              retry(member);
            }
          }
        });
  }

  /** Whether the server could not be asked. What it refuses itself it is asked when it restarts. */
  private static boolean isOurs(InnerFrame reply) {
    return reply.view().has(Field.ERROR_DATA)
        && reply.view().text(Field.ERROR_DATA).contains("\"mcpmux\"");
  }

  private void retry(Member member) {
    if (!member.isSubscribingLater()) {
      long doubled = FIRST_RETRY_MILLIS << Math.min(member.subscribeFailures(), 10);
      long millis = Math.min(LONGEST_RETRY_MILLIS, doubled);
      member.subscribeLater(view.schedule(millis, () -> restoreIfOpen(member)));
    }
  }

  private void restoreIfOpen(Member member) {
    if (member.isReady() && member.front.isInitialized()) {
      restore(member);
    }
  }

  /** A process of this server has come up: what it does not hold yet it can be asked for. */
  void onServerReady(String server) {
    for (Member member : view.members()) {
      if (member.server.equals(server)) {
        restoreIfOpen(member);
      }
    }
  }
}
