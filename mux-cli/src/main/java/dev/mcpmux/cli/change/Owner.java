package dev.mcpmux.cli.change;

import com.sun.security.auth.module.UnixSystem;

/** Whom a file belongs to. */
record Owner(int uid, int gid) {

  static final int ROOT = 0;

  /** Whom new files of this process belong to, unless their directory says otherwise. */
  static Owner self() {
    UnixSystem system = new UnixSystem();
    return new Owner((int) system.getUid(), (int) system.getGid());
  }
}
