import { cpSync, mkdirSync, mkdtempSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../../drivers/clock.ts';
import { grantLease, noteUnspent } from '../../../src/backend/leases/grant.ts';
import { mergeNumber } from '../../../src/backend/leases/merge.ts';
import { issueNumbers, type IssuingDeps } from '../../../src/backend/queues/issue.ts';
import { takeReport } from '../../../src/backend/queues/reports.ts';
import { newToken } from '../../../src/backend/tokens.ts';
import type { NumberRequest } from '../../../src/contract/backend-api.ts';
import { serviceDay } from '../../../src/contract/queue.ts';
import { failed, ok, type Result } from '../../../src/contract/result.ts';
import type { BackendClient } from '../../../src/main/backend/client.ts';
import { startLeasing } from '../../../src/main/backend/leasing.ts';
import { startSender } from '../../../src/main/backend/sender.ts';
import { issueNumber } from '../../../src/main/queue/issue.ts';
import { openStore, type Store } from '../../../src/main/store/store.ts';
import { randomFrom } from '../../support/random-from.ts';
import { numberTicket, onePaper } from '../../support/samples.ts';

/** A number on paper, in somebody's hand. */
export interface Paper {
  number: string;
  serviceDay: string;
  ticketToken: string;
  queue: string;
  at: number;
  kiosk: string;
  /** A copy of a kiosk's disk is another disk. */
  disk: string;
  /** Its disk was exchanged for an earlier copy before the server heard of it. */
  isLost: boolean;
}

interface Disk {
  name: string;
  kiosk: string;
  directory: string;
  store: Store;
  clock: HistoryClock;
  wake: () => void;
  stop: () => void;
}

/** Time of a machine that sleeps between two looks: whatever is due by then happens once. */
class HistoryClock implements Clock {
  readonly #time: { now: number };
  #timers: { due: number; action: () => void }[] = [];

  constructor(time: { now: number }) {
    this.#time = time;
  }

  now = () => this.#time.now;
  monotonic = () => this.#time.now;

  after = (milliseconds: number, action: () => void) => {
    const timer = { due: this.#time.now + milliseconds, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  fire(): void {
    const due = this.#timers.filter((timer) => timer.due <= this.#time.now);
    this.#timers = this.#timers.filter((timer) => timer.due > this.#time.now);
    for (const { action } of due) action();
  }
}

const minute = 60_000;
const hour = 60 * minute;
const requests: readonly NumberRequest[] = ['cashier', 'pharmacy'].map((queue) => ({
  service: 'queue-ticket',
  queue,
  priority: 'none',
  answers: { queue },
}));
/** Whom nobody could check. */
const unchecked: NumberRequest = {
  service: 'insurance-check-in',
  queue: 'general',
  priority: 'none',
  answers: { priority: 'none', clinic: 'general' },
};

export interface Scale {
  kiosks: number;
  hours: number;
  /** Minutes between two looks at the machines. */
  longestStep: number;
}

/**
 * Days of a centre whose line is bad: kiosks are cut off for hours, answers are lost, requests come late, machines restart, one
 * disk is exchanged for an earlier copy of it, one is cloned and the clone goes on beside it. Then the line is mended.
 * @param server the server's own code; `time` is its clock and the kiosks'
 */
export async function liveThrough(
  server: Omit<IssuingDeps, 'now'>,
  time: { now: number },
  options: Scale & { seed: number },
) {
  const deps = { ...server, now: () => time.now };
  const random = randomFrom(options.seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  // Not the disk of this machine: every commit waits for it.
  const scratch = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tram-'));
  const papers: Paper[] = [];
  let isMended = false;
  let isServerUp = true;
  let underWay = 0;
  let late: (() => Promise<unknown>)[] = [];
  const cutOffUntil = new Map<string, number>();

  async function over<T>(disk: string, work: () => Promise<Result<T>>): Promise<Result<T>> {
    if (!isMended && (!isServerUp || (cutOffUntil.get(disk) ?? 0) > time.now)) return failed('BACKEND_UNREACHABLE');
    const fate = isMended ? 1 : random();
    if (fate < 0.03) return failed('BACKEND_UNREACHABLE');
    if (fate < 0.06) {
      late.push(work);
      return failed('BACKEND_UNREACHABLE');
    }
    underWay += 1;
    try {
      const answer = await work();
      return fate < 0.12 ? failed(fate < 0.09 ? 'BACKEND_UNREACHABLE' : 'BACKEND_ERROR') : answer;
    } finally {
      underWay -= 1;
    }
  }

  const clientOf = (disk: string, kiosk: string): BackendClient => {
    const client: Pick<BackendClient, 'number' | 'report' | 'lease' | 'reportNumber'> = {
      number: (idempotencyKey, request) =>
        over(disk, async () => {
          const [issued] = await issueNumbers(deps, [{ key: { kiosk, idempotencyKey }, request }]);
          if (!issued) throw new Error('no answer');
          if (!issued.ok) return issued;
          return issued.value.kind === 'number' ? ok(issued.value.number) : failed('BACKEND_REFUSED');
        }),
      report: (idempotencyKey, report) =>
        over(disk, async () =>
          (await takeReport(deps, { kiosk, idempotencyKey }, report)) === 'stored'
            ? ok(undefined)
            : failed('BACKEND_REFUSED'),
        ),
      lease: (idempotencyKey, request) =>
        over(disk, async () => {
          const granted = await grantLease(deps, kiosk, { actor: kiosk, idempotencyKey, body: request }, request);
          return granted === 'other-body' ? failed('BACKEND_REFUSED') : granted;
        }),
      reportNumber: (_key, given) => over(disk, () => mergeNumber(deps, kiosk, given)),
    };
    return client as BackendClient;
  };

  function start(name: string, kiosk: string, directory: string): Disk {
    const clock = new HistoryClock(time);
    const store = openStore(directory);
    store.settleInterrupted(time.now);
    const backend = clientOf(name, kiosk);
    const sender = startSender(store, backend, clock);
    const stopLeasing = startLeasing({ store, backend, clock, newToken, publicKey: kiosk, log: () => undefined });
    return {
      ...{ name, kiosk, directory, store, clock, wake: sender.wake },
      stop: () => {
        sender.stop();
        stopLeasing();
        store.close();
      },
    };
  }

  const newDirectory = () => join(scratch, newToken());
  let disks = Array.from({ length: options.kiosks }, (_, index) => {
    const directory = newDirectory();
    mkdirSync(directory);
    return start(`kiosk-${index + 1}`, `kiosk-${index + 1}`, directory);
  });
  onTestFinished(() => {
    for (const { stop } of disks) stop();
    rmSync(scratch, { recursive: true });
  });

  /** Until nobody waits for the server any more. */
  async function quiet(): Promise<void> {
    for (let turns = 0; turns < 4; turns = underWay === 0 ? turns + 1 : 0)
      await new Promise((resolve) => setImmediate(resolve));
  }

  /** A few stand where everybody passes. */
  const anyDisk = (): Disk => pick(random() < 0.5 ? disks.slice(0, 4) : disks);

  async function arrive(disk: Disk): Promise<void> {
    const isCutOff = (cutOffUntil.get(disk.name) ?? 0) > time.now;
    const request = isCutOff && random() < 0.5 ? unchecked : pick(requests);
    const issued = await issueNumber(request, ({ number, ticketToken }) => numberTicket({ number, ticketToken }), {
      ...{ store: disk.store, clock: disk.clock, newToken, backend: clientOf(disk.name, disk.kiosk) },
      catalogue: { centre: server.centre, services: server.services },
    });
    if (issued.ok) {
      const { number, serviceDay: day, ticketToken, queue } = issued.value;
      const { name, kiosk } = disk;
      papers.push({
        ...{ number, serviceDay: day, ticketToken, queue, at: time.now, kiosk },
        disk: name,
        isLost: false,
      });
      const attempt = disk.store.beginPaper(ticketToken, newToken(), time.now);
      if (attempt) disk.store.settle(attempt.key, 'confirmed', onePaper, time.now);
    }
    disk.wake();
  }

  function exchange(old: Disk, name: string, directory: string): void {
    old.stop();
    disks = disks.map((disk) => (disk === old ? start(name, old.kiosk, directory) : disk));
  }

  /** So that both copies of a disk give some. */
  function hasSome({ store }: Disk): boolean {
    const lease = store.lease();
    return lease?.serviceDay === serviceDay(time.now) && lease.last - lease.next >= 2;
  }

  /** What is on a disk while nobody writes. */
  function copyOf(disk: Disk): string {
    const copy = newDirectory();
    disk.stop();
    cpSync(disk.directory, copy, { recursive: true });
    disks = disks.map((other) => (other === disk ? start(disk.name, disk.kiosk, disk.directory) : other));
    return copy;
  }

  async function knownTokens(): Promise<ReadonlySet<string>> {
    const known = await server.database.selectFrom('visit').select('ticket_token').execute();
    return new Set(known.map((visit) => visit.ticket_token));
  }

  async function restore(name: string, earlier: { directory: string; at: number }): Promise<void> {
    const old = disks.find((disk) => disk.name === name);
    if (!old) return;
    const tokens = await knownTokens();
    for (const paper of papers)
      if (paper.disk === name && paper.at >= earlier.at && !tokens.has(paper.ticketToken)) paper.isLost = true;
    exchange(old, `${name}, restored`, earlier.directory);
  }

  let backup: { directory: string; at: number } | undefined;
  const end = time.now + options.hours * hour;
  const first = time.now;
  const after = (part: number) => time.now > first + part * (end - first);
  let isRestored = false;
  let isCloned = false;
  // Longer where it was too kind to mean anything.
  const hasHappened = () => isRestored && isCloned;
  while (time.now < end || (!hasHappened() && time.now < end + 2 * 24 * hour)) {
    time.now += Math.ceil(random() * options.longestStep) * minute;
    isServerUp = isServerUp ? random() > 0.02 : random() < 0.15;
    for (const { name } of disks) if (random() < 0.01) cutOffUntil.set(name, time.now + random() * 14 * hour);
    const arrived = late;
    late = [];
    for (const request of arrived) await request();
    for (const { clock } of disks) clock.fire();
    await quiet();
    await Promise.all(Array.from({ length: Math.floor(random() * 3) }, () => arrive(anyDisk())));
    await quiet();

    if (random() < 0.05) {
      const restarted = pick(disks);
      exchange(restarted, restarted.name, restarted.directory);
    }
    if (random() < 0.02) await noteUnspent(server.database, time.now);
    // Once in the middle of a day on which kiosk 1 is cut off and people come to it.
    if (!backup && after(0.3)) {
      const disk = disks.find(({ name }) => name === 'kiosk-1');
      if (disk && hasSome(disk)) {
        cutOffUntil.set(disk.name, time.now + 2 * hour);
        cutOffUntil.set('kiosk-1, restored', time.now + 3 * hour);
        backup = { directory: copyOf(disk), at: time.now };
        for (let people = 0; people < 3; people += 1) await arriveAt('kiosk-1');
      }
    } else if (backup && !isRestored) {
      isRestored = true;
      await restore('kiosk-1', backup);
      for (let people = 0; people < 3; people += 1) await arriveAt('kiosk-1, restored');
    }
    if (!isCloned && after(0.6)) {
      const disk = disks.find(({ name }) => name === 'kiosk-2');
      if (disk && hasSome(disk)) {
        isCloned = true;
        for (const name of ['kiosk-2', 'kiosk-2, cloned']) cutOffUntil.set(name, time.now + 2 * hour);
        const directory = copyOf(disk);
        disks = [...disks, start('kiosk-2, cloned', 'kiosk-2', directory)];
        for (const name of ['kiosk-2', 'kiosk-2, cloned', 'kiosk-2', 'kiosk-2, cloned']) await arriveAt(name);
      }
    }
  }

  async function arriveAt(name: string): Promise<void> {
    const disk = disks.find((one) => one.name === name);
    if (disk) await arrive(disk);
    time.now += minute;
  }

  isMended = true;
  for (const request of late) await request();
  for (let hours = 0; hours < 30; hours += 1) {
    time.now += hour;
    for (const { clock } of disks) clock.fire();
    await quiet();
  }
  await noteUnspent(server.database, time.now);
  // What the lost disk had said may have been under way.
  const tokens = await knownTokens();
  for (const paper of papers) paper.isLost &&= !tokens.has(paper.ticketToken);
  return {
    papers,
    unsent: disks.flatMap(({ name, store }) => store.unsent(time.now).map(({ kind }) => `${name}: ${kind}`)),
    hasHappened: hasHappened(),
  };
}
