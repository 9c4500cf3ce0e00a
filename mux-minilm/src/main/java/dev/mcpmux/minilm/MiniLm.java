package dev.mcpmux.minilm;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.TextModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * all-MiniLM-L6-v2: the vector of a text is the mean of those of its pieces, 384 numbers. Each text
 * is computed by itself and in one thread, so that a wish does not wait long and the other
 * processors are free.
 *
 * @see <a href="https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2">the model</a>
 */
public final class MiniLm implements TextModel {
  private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
  private static final String WORDS = "/all-minilm-l6-v2-q-tokenizer.json";

  /** Of a text: the first sentence of a tool has fewer, and more of a long wish helps nothing. */
  private static final int MAX_PIECES = 64;

  private final WordPieces words;
  private final OrtSession session;

  /**
   * Loads it.
   *
   * @throws IllegalStateException when it does not run on this machine
   */
  public MiniLm() {
    words = new WordPieces(vocabulary());
    NativeLibraries.load();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setCPUArenaAllocator(false); // which keeps what the longest text took
      session = OrtEnvironment.getEnvironment().createSession(resource(MODEL), options);
    } catch (OrtException e) {
      throw new IllegalStateException("the model cannot be loaded: " + e.getMessage(), e);
    }
  }

  @Override
  public float[] embed(String text) {
    long[] ids = words.ids(text, MAX_PIECES);
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OnnxTensor pieces = OnnxTensor.createTensor(environment, new long[][] {ids});
        OnnxTensor mask = OnnxTensor.createTensor(environment, new long[][] {ones});
        OnnxTensor types = OnnxTensor.createTensor(environment, new long[1][ids.length]);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", pieces, "attention_mask", mask, "token_type_ids", types))) {
      return mean(((float[][][]) result.get(0).getValue())[0]);
    } catch (OrtException e) {
      throw new IllegalStateException("the model has failed: " + e.getMessage(), e);
    }
  }

  private static float[] mean(float[][] pieces) {
    float[] mean = new float[pieces[0].length];
    for (float[] piece : pieces) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += piece[i] / pieces.length;
      }
    }
    return mean;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The number of each piece. */
  static Map<String, Integer> vocabulary() {
    Map<String, Integer> vocabulary = new HashMap<>();
    Json.parse(resource(WORDS))
        .get("model")
        .get("vocab")
        .members()
        .forEach((piece, number) -> vocabulary.put(piece, (int) number.number()));
    return vocabulary;
  }

  private static byte[] resource(String name) {
    try (InputStream in = MiniLm.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + name.substring(1));
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("the jar cannot be read: " + e.getMessage(), e);
    }
  }
}
