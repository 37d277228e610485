interface Closable {
  close(): Promise<unknown>;
}

/** What a run has started, ended in reverse order however the run ends. */
export interface Cleanup {
  /** Takes something in while it is still starting, so that an interruption closes that too. */
  own: <T extends Closable>(starting: Promise<T>) => Promise<T>;
  close(): Promise<void>;
}

export function openCleanup(): Cleanup {
  const owned: Promise<Closable>[] = [];
  let closing = false;

  async function close(): Promise<void> {
    closing = true;
    for (let last = owned.pop(); last; last = owned.pop()) {
      // What never started has nothing to close, and one thing that fails to close must not keep the others open.
      await last.then((started) => started.close()).catch(() => undefined);
    }
  }

  return {
    own(starting) {
      owned.push(starting);
      if (closing) void close();
      return starting;
    },
    close,
  };
}
