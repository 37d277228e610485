import { Readable } from 'node:stream';
import type { CentreEvent } from '../store/events.ts';
import type { Feed } from './feed.ts';

/** Milliseconds. */
export interface Patience {
  /** Of silence, until a comment shows that the line is alive. */
  silence: number;
  /** For a listener who takes nothing: he is gone, or might as well be. */
  stall: number;
}

const usual: Patience = { silence: 15_000, stall: 30_000 };
const mostAtOnce = 100;
const reconnectAfter = 2_000;

/**
 * Server-sent events (WHATWG HTML §9.2) after an event, without end, as fast as the listener takes them: at most `mostAtOnce` wait for
 * one. A listener who cannot go on from where he was is told `reset`, and that is all: he takes the snapshot anew.
 * @param ending lets the listener go
 */
export function eventStream(feed: Feed, after: number, ending: AbortSignal, patience = usual): Readable {
  const gone = new AbortController();
  const pieces = story(feed, after, AbortSignal.any([gone.signal, ending]), patience, () => stream.destroy());
  const stream: Readable = new Readable({
    encoding: 'utf8',
    highWaterMark: 16_384,
    read() {
      pieces.next().then(
        ({ done, value }) => stream.push(done === true ? null : value),
        (error: unknown) => stream.destroy(error instanceof Error ? error : undefined),
      );
    },
    destroy(error, destroyed) {
      gone.abort();
      void pieces.return(undefined);
      destroyed(error);
    },
  });
  return stream;
}

async function* story(
  feed: Feed,
  after: number,
  signal: AbortSignal,
  { silence, stall }: Patience,
  cut: () => void,
): AsyncGenerator<string, undefined> {
  yield `retry: ${reconnectAfter}\n\n`;
  if (!(await feed.canGoOnFrom(after))) {
    yield 'event: reset\ndata:\n\n';
    return undefined;
  }
  for (let told = after; ;) {
    const events = await feed.after(told, mostAtOnce);
    if (events.length === 0 && (await newsAfter(feed, told, signal, silence))) continue;
    if (signal.aborted) return undefined;
    const stalled = setTimeout(cut, stall);
    try {
      yield events.length === 0 ? ':\n\n' : events.map(textOf).join('');
    } finally {
      clearTimeout(stalled);
    }
    told = events.at(-1)?.id ?? told;
  }
}

const texts = new WeakMap<CentreEvent, string>();

/** Made once for all listeners: the feed hands the same object to each. */
function textOf(event: CentreEvent): string {
  const made = texts.get(event);
  if (made !== undefined) return made;
  const told = event.entry ? `data: ${JSON.stringify(event)}` : 'event: help-calls\ndata:';
  const text = `id: ${event.id}\n${told}\n\n`;
  texts.set(event, text);
  return text;
}

/** @returns false where there was none for so long, or the listener goes */
function newsAfter(feed: Feed, told: number, signal: AbortSignal, silence: number): Promise<boolean> {
  if (feed.lastEvent() > told) return Promise.resolve(true);
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (isNews: boolean) => {
      stop();
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      resolve(isNews);
    };
    const giveUp = () => end(false);
    const stop = feed.watch(() => end(true));
    const timer = setTimeout(giveUp, silence);
    signal.addEventListener('abort', giveUp);
  });
}
