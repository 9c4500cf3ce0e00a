package dev.mcpmux.core.meter;

import java.util.ArrayList;
import java.util.List;

/**
 * Objects by a positive number: a hash table with open addressing that boxes no key. Numbers that
 * count up, as those of sessions do, hardly ever meet.
 */
final class IntTable<T> {
  private static final int INITIAL_SLOTS = 16;

  private int[] keys = new int[INITIAL_SLOTS];
  private Object[] values = new Object[INITIAL_SLOTS];
  private int size;

  /** The one asked for last, as the next is mostly the same; 0 for none. */
  private int lastKey;

  private T last;

  /** Null when there is none. */
  T get(int key) {
    return key == lastKey ? last : find(key);
  }

  @SuppressWarnings("unchecked")
  private T find(int key) {
    last = (T) values[slot(key)];
    lastKey = key;
    return last;
  }

  void put(int key, T value) {
    forgetLast();
    if (size * 2 >= keys.length) {
      grow();
    }
    int at = slot(key);
    if (values[at] == null) {
      size++;
    }
    keys[at] = key;
    values[at] = value;
  }

  /** Null when there was none. */
  @SuppressWarnings("unchecked")
  T remove(int key) {
    forgetLast();
    int at = slot(key);
    T found = (T) values[at];
    if (found != null) {
      values[at] = null;
      size--;
      closeGap(at);
    }
    return found;
  }

  int size() {
    return size;
  }

  private void forgetLast() {
    lastKey = 0;
    last = null;
  }

  @SuppressWarnings("unchecked")
  List<T> values() {
    List<T> all = new ArrayList<>(size);
    for (Object value : values) {
      if (value != null) {
        all.add((T) value);
      }
    }
    return all;
  }

  /** The key's slot, or the free one where it would be. */
  private int slot(int key) {
    int at = key & keys.length - 1;
    while (values[at] != null && keys[at] != key) {
      at = at + 1 & keys.length - 1;
    }
    return at;
  }

  /** Puts back whatever probing would no longer find past the gap. */
  private void closeGap(int gap) {
    int at = gap + 1 & keys.length - 1;
    while (values[at] != null) {
      Object value = values[at];
      values[at] = null;
      int to = slot(keys[at]);
      keys[to] = keys[at];
      values[to] = value;
      at = at + 1 & keys.length - 1;
    }
  }

  private void grow() {
    int[] oldKeys = keys;
    Object[] oldValues = values;
    keys = new int[oldKeys.length * 2];
    values = new Object[oldValues.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != null) {
        int at = slot(oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }
}
