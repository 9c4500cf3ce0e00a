package dev.mcpmux.core.meter;

import java.util.Arrays;

/**
 * How often something took how long: four buckets for each doubling, from 8 µs to more than an
 * hour, so what is read out is wrong by an eighth at most. It has only as many buckets as the
 * longest time so far needs: some hundred bytes.
 */
public final class Histogram {

  /** A unit is 8.192 µs: a shift takes the place of a division. */
  private static final int UNIT_SHIFT = 13;

  private static final int PER_DOUBLING_SHIFT = 2;
  private static final int PER_DOUBLING = 1 << PER_DOUBLING_SHIFT;

  /** How many buckets there are at most. */
  public static final int MAX_BUCKETS = 112;

  private static final int ROOM = 8;

  private long[] buckets = new long[ROOM];

  /** Nothing was added so far. */
  public Histogram() {}

  void add(long nanos) {
    addTo(bucket(nanos));
  }

  /**
   * As {@link #add(long)}, for what several are told.
   *
   * @param bucket what {@link #bucket} gave
   */
  void addTo(int bucket) {
    add(bucket, 1);
  }

  /** How many times are in a bucket, of which there are {@link #MAX_BUCKETS}. */
  public long in(int bucket) {
    return bucket < buckets.length ? buckets[bucket] : 0;
  }

  /** Adds what another one had in a bucket. */
  public void add(int bucket, long count) {
    if (bucket >= buckets.length) {
      grow(bucket);
    }
    buckets[bucket] += count;
  }

  void add(Histogram other) {
    if (other.buckets.length > buckets.length) {
      grow(other.buckets.length - 1);
    }
    for (int i = 0; i < other.buckets.length; i++) {
      buckets[i] += other.buckets[i];
    }
  }

  /**
   * What was added since.
   *
   * @param before this one as it was earlier
   */
  Histogram without(Histogram before) {
    Histogram since = copy();
    for (int i = 0; i < before.buckets.length; i++) {
      since.buckets[i] -= before.buckets[i];
    }
    return since;
  }

  Histogram copy() {
    Histogram copy = new Histogram();
    copy.buckets = buckets.clone();
    return copy;
  }

  /** About how long all of them took together, in nanoseconds: off by an eighth at most. */
  long sum() {
    long units = 0;
    for (int i = 0; i < buckets.length; i++) {
      units += buckets[i] * (start(i) + start(i + 1));
    }
    return units << UNIT_SHIFT >> 1;
  }

  /** How many took less than a time that is a power of two times a unit, in nanoseconds. */
  long countBelow(long nanos) {
    long count = 0;
    int end = Math.min(bucket(nanos), buckets.length);
    for (int i = 0; i < end; i++) {
      count += buckets[i];
    }
    return count;
  }

  void clear() {
    Arrays.fill(buckets, 0);
  }

  private void grow(int bucket) {
    buckets = Arrays.copyOf(buckets, Math.min(MAX_BUCKETS, bucket + ROOM));
  }

  /** How many times were added. */
  public long count() {
    long count = 0;
    for (long each : buckets) {
      count += each;
    }
    return count;
  }

  /**
   * The time, in nanoseconds, within which so much of all stayed; 0 when there is none.
   *
   * @param share such as 0.95
   */
  public long quantile(double share) {
    long rank = (long) Math.ceil(share * count());
    long seen = 0;
    for (int i = 0; i < buckets.length; i++) {
      seen += buckets[i];
      if (seen >= rank && seen > 0) {
        return (start(i) + start(i + 1)) << UNIT_SHIFT >> 1;
      }
    }
    return 0;
  }

  static int bucket(long nanos) {
    long units = Math.max(0, nanos) >>> UNIT_SHIFT;
    if (units < PER_DOUBLING) {
      return (int) units;
    }
    int doublings = Long.SIZE - 1 - Long.numberOfLeadingZeros(units) - PER_DOUBLING_SHIFT;
    int within = (int) (units >>> doublings) & (PER_DOUBLING - 1);
    return Math.min(((doublings + 1) << PER_DOUBLING_SHIFT) + within, MAX_BUCKETS - 1);
  }

  /** Where a bucket begins, in units. */
  private static long start(int bucket) {
    if (bucket < PER_DOUBLING) {
      return bucket;
    }
    int doublings = (bucket >> PER_DOUBLING_SHIFT) - 1;
    return (long) (PER_DOUBLING + (bucket & (PER_DOUBLING - 1))) << doublings;
  }
}
