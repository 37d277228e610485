import { serviceDay } from '../../contract/queue.ts';
import type { ShownEntry } from '../../contract/queue-entries.ts';
import { errorEntry, type Log } from '../log.ts';
import { watchEvents, type Database, type DatabaseLocation } from '../store/database.ts';
import { eventsAfter, isKept, lastEvent, type CentreEvent } from '../store/events.ts';
import { hearOthers } from '../store/others.ts';
import { show, shownOn, type Called } from './called.ts';

export interface FeedDeps {
  database: Database;
  location: DatabaseLocation;
  now: () => number;
  log: Log;
}

export type Stop = () => void;

/** What happens at the centre, as far as this server knows: every event once, in order, whichever server it comes from. */
export interface Feed {
  /** Called after new events, soon after their commit. */
  watch(listener: () => void): Stop;
  lastEvent(): number;
  /** Those after an event that is known, in order. */
  after(id: number, most: number): Promise<readonly CentreEvent[]>;
  /** Whether who knows everything up to this event can go on from it: it is not too old, nor of a database that was replaced. */
  canGoOnFrom(id: number): Promise<boolean>;
  /** Who was called and is not done, newest call first, after `lastEvent`. */
  called(): { lastEvent: number; called: ShownEntry[] };
  close(): Promise<void>;
}

/** In memory, so that listeners who lost their connection for a moment ask no database. */
const mostRecent = 2_000;
const pageSize = 500;
/** Milliseconds. Hundreds of listeners are woken once for what happens within them, and nobody sees that it is later. */
const gathering = 100;
const dayLength = 24 * 3_600_000;

export async function startFeed({ database, location, now, log }: FeedDeps): Promise<Feed> {
  const listeners = new Set<() => void>();
  const called: Called = new Map();
  let recent: CentreEvent[] = [];
  /** `recent` holds all events after this one. */
  let recentSince = 0;
  let last = 0;
  let announced = 0;
  let looking: Promise<void> | undefined;
  let isWanted = false;
  let isOwn = false;
  let isLost = false;
  let waking: NodeJS.Timeout | undefined;

  function take(read: readonly CentreEvent[]): void {
    for (const { entry } of read) if (entry) show(called, entry);
    recent.push(...read);
    last = read.at(-1)?.id ?? last;
    const tooMany = recent.length - mostRecent;
    if (tooMany > 0) {
      recentSince = recent[tooMany - 1]?.id ?? recentSince;
      recent = recent.slice(tooMany);
    }
    waking ??= setTimeout(wake, gathering);
  }

  function wake(): void {
    waking = undefined;
    for (const listener of listeners) listener();
  }

  function announce(): void {
    if (last === announced) return;
    announced = last;
    others.announce();
  }

  async function lookOnce(): Promise<void> {
    for (;;) {
      const events = await eventsAfter(database, last, pageSize);
      if (events.length === 0) return;
      take(events);
    }
  }

  async function lookOn(): Promise<void> {
    while (isWanted) {
      isWanted = false;
      const mayAnnounce = isOwn;
      isOwn = false;
      try {
        await lookOnce();
        isLost = false;
      } catch (error) {
        // The next poll or commit looks again, from where this one stopped.
        if (!isLost) log(errorEntry('events-lost', error));
        isLost = true;
      }
      if (mayAnnounce) announce();
    }
    looking = undefined;
  }

  function look(): Promise<void> {
    isWanted = true;
    return (looking ??= lookOn());
  }

  last = await lastEvent(database);
  recentSince = last;
  for (let from = 0; ;) {
    const page = await eventsAfter(database, from, pageSize, { since: now() - dayLength });
    for (const { id, entry } of page) if (entry && id <= last) show(called, entry);
    from = page.at(-1)?.id ?? last;
    if (from >= last) break;
  }
  const others = await hearOthers(location, () => void look());
  const unwatch = watchEvents(database, (told) => {
    // Ids follow the order of commits: where these are the next, nobody else's is missing and none need be read.
    if (!looking && told[0]?.id === last + 1) {
      take(told);
      announce();
      return;
    }
    isOwn = true;
    void look();
  });
  void look();

  return {
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    lastEvent: () => last,
    async after(id, most) {
      if (id < recentSince) return eventsAfter(database, id, most);
      const first = recent.findIndex((event) => event.id > id);
      return first === -1 ? [] : recent.slice(first, first + most);
    },
    // Another server may be ahead of this one, so the database is asked and not `recent`.
    canGoOnFrom: async (id) => id === last || isKept(database, id),
    called: () => ({ lastEvent: last, called: shownOn(called, serviceDay(now())) }),
    async close() {
      unwatch();
      clearTimeout(waking);
      await others.close();
      await looking;
    },
  };
}
