package dev.mcpmux.core.api;

/**
 * Says what texts mean: texts that mean about the same have vectors of about the same direction.
 * The search for tools looks at it beside the words, where the config names a jar with one ({@code
 * find.model}).
 *
 * <p>Such a jar names its class in {@code META-INF/services/dev.mcpmux.core.api.TextModel} and
 * holds all that the class needs but mux-core and the JDK. The class is public and has a public
 * constructor without arguments, which loads what there is to load. What it throws is shown to the
 * user.
 *
 * <p><b>Threads.</b> One thread makes, asks and closes it, and it is not the event loop's.
 */
public interface TextModel extends AutoCloseable {

  /**
   * What a text means. An exception is shown to the user, and the model is not asked again.
   *
   * @param text some words; of a long one, the beginning is enough
   * @return a new array, always of the same length, at most {@value #MAX_NUMBERS}
   */
  float[] embed(String text);

  /** Frees what it holds; it is not asked any more. */
  @Override
  default void close() {}

  /** More say no more of a text, and take room. */
  int MAX_NUMBERS = 4096;
}
