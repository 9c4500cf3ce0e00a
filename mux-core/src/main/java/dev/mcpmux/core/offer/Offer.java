package dev.mcpmux.core.offer;

import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.words.ListKind;

/** What servers list. */
public enum Offer {
  TOOLS(ListKind.TOOLS, Method.TOOLS_LIST, "tools", "tools", "name"),
  PROMPTS(ListKind.PROMPTS, Method.PROMPTS_LIST, "prompts", "prompts", "name"),
  RESOURCES(ListKind.RESOURCES, Method.RESOURCES_LIST, "resources", "resources", "uri"),
  TEMPLATES(
      ListKind.RESOURCES,
      Method.RESOURCES_TEMPLATES_LIST,
      "resources",
      "resourceTemplates",
      "uriTemplate");

  private static final Offer[] ALL = values();

  /** The list whose change is announced. */
  public final ListKind kind;

  public final Method method;

  /** What a server declares that has some. */
  public final String capability;

  /** The member of the result that holds them. */
  public final String member;

  /** The member of each that it is known by. */
  public final String id;

  Offer(ListKind kind, Method method, String capability, String member, String id) {
    this.kind = kind;
    this.method = method;
    this.capability = capability;
    this.member = member;
    this.id = id;
  }

  /** Null when the method lists none of them. */
  public static Offer listedBy(Method method) {
    for (Offer offer : ALL) {
      if (offer.method == method) {
        return offer;
      }
    }
    return null;
  }

  /** Whether it is known by a URI, which stays as it is where it can. */
  public boolean hasUri() {
    return this == RESOURCES || this == TEMPLATES;
  }
}
