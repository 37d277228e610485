import type { Page } from 'playwright-core';
import { inject, onTestFinished } from 'vitest';
import { tell } from '../../src/backend/store/events.ts';
import { addStaff } from '../../src/backend/store/staff.ts';
import { transact } from '../../src/backend/store/database.ts';
import type { NumberResponse, Priority } from '../../src/contract/backend-api.ts';
import { serviceDay } from '../../src/contract/queue.ts';
import type { ShownEntry } from '../../src/contract/queue-entries.ts';
import { scryptHash } from '../../src/scrypt.ts';
import { checkInRequest, kioskOf, newKey, startBackend, ticketRequest } from '../backend/support/backend.ts';
import { checkedAt } from '../backend/support/issuing.ts';
import { signedIn } from '../backend/support/staff.ts';
import { takeWindow } from './windows.ts';

/** Milliseconds for one step of a test on a machine that is busy with others. */
const patience = 60_000;

/** A clerk's old monitor; and the same at 200 %. */
export const monitor = { width: 1366, height: 768 };
export const monitorEnlarged = { width: 683, height: 384 };
export const television = { width: 1920, height: 1080 };

/** When the counter takes the next press for a new one. */
export const ready = (page: Page) => page.locator('.call[aria-disabled=false]').waitFor();

export const password = 'mật khẩu của cán bộ mẫu';

const centrePlace = { room: { vi: 'Quầy số 5', en: 'Counter 5' }, floor: { vi: 'tầng 1', en: 'ground floor' } };

interface Numbers {
  1: [string];
  2: [string, string];
  3: [string, string, string];
  4: [string, string, string, string];
}

/** A centre's server with its pages, and browsers before them. All of it ends with the test. */
export async function openCentre() {
  const pagesDirectory = inject('pageFolder');
  let backend = await startBackend({ pagesDirectory });
  const { url, location, clock } = backend;
  const complaints: string[] = [];
  let lastTold: ShownEntry | undefined;

  async function openWindow(size: typeof monitor): Promise<Page> {
    const { page, giveBack } = await takeWindow({}, size);
    onTestFinished(giveBack);
    page.setDefaultTimeout(patience);
    page.on('pageerror', (error) => complaints.push(error.message));
    // Of scripts and styles, too, that the content policy did not let in.
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text());
    });
    return page;
  }

  /** What the database holds of a queue, in the order of arrival. */
  const entries = (queue: string) =>
    backend.database
      .selectFrom('queue_entry')
      .select(['id', 'state', 'calls'])
      .where('queue', '=', queue)
      .orderBy('arrived_at')
      .execute();

  return {
    url,
    clock,
    complaints,
    /** So many people, whose numbers in order. */
    async arrive<Count extends 1 | 2 | 3 | 4 = 1>(queue: string, count = 1 as Count): Promise<Numbers[Count]> {
      const numbers: string[] = [];
      for (let one = 0; one < count; one += 1) {
        clock.now += 1_000;
        numbers.push((await kioskOf(url).numberOf(ticketRequest(queue))).number);
      }
      return numbers as Numbers[Count];
    },

    /** Whose card was read while the insurance portal was down. @returns the number */
    async arriveUnverified(person: number, photo?: string): Promise<string> {
      clock.now += 1_000;
      const { database, sealing } = backend;
      const read = { kiosk: 'kiosk-1', person, now: clock.now, eligibility: { status: 'unverified' } as const };
      const id = await checkedAt(database, sealing, read);
      return (await kioskOf(url).numberOf({ ...checkInRequest(id), ...(photo !== undefined && { photo }) })).number;
    },

    /** Who renews her licence, with or without something for the desk to see; undefined: of a kiosk that does not say. */
    async arriveWithDossier(person: number, awaitsDesk: boolean | undefined): Promise<NumberResponse> {
      clock.now += 1_000;
      const { database, sealing } = backend;
      const service = 'licence-renewal';
      const verificationId = await checkedAt(database, sealing, { kiosk: 'kiosk-1', person, now: clock.now, service });
      const request = { service, queue: 'licence-desk', verificationId, priority: 'none' as const, answers: {} };
      return kioskOf(url).numberOf({ ...request, ...(awaitsDesk !== undefined && { awaitsDesk }) });
    },

    /** A clerk who is signed in at her counter. */
    async clerk(counter: string, queue: string, { language = 'vi', size = monitor } = {}) {
      const { staff, token } = await signedIn(backend, 'clerk');
      const page = await openWindow(size);
      const context = page.context();
      await context.addCookies([{ name: 'tram-staff', value: token, url, httpOnly: true, sameSite: 'Strict' }]);
      const kept = await context.addInitScript(
        ([workplace, language]) => {
          localStorage.setItem('tram.counter.workplace', JSON.stringify(workplace));
          localStorage.setItem('tram.counter.language', JSON.stringify(language));
        },
        [{ counter, queue }, language] as const,
      );
      onTestFinished(() => kept.dispose());
      await page.goto(`${url}/counter`);
      await ready(page);
      return { staff, page, context };
    },

    /** A browser in which nobody was yet. */
    async visitor(path: string, size = monitor): Promise<Page> {
      const page = await openWindow(size);
      await page.goto(url + path);
      return page;
    },

    async board(query = '', size = television): Promise<Page> {
      const page = await openWindow(size);
      await page.goto(`${url}/board${query}`);
      return page;
    },

    /** An account as after its first sign-in. */
    async account(staff: string, passwordOnce = false): Promise<void> {
      const hash = await scryptHash(password);
      await transact(backend.database, (transaction) =>
        addStaff(transaction, backend.sealing, {
          staff,
          name: 'Cán bộ mẫu',
          role: 'clerk',
          password: hash,
          passwordOnce,
        }),
      );
    },

    entries,

    /** A kiosk gives numbers of some queues to nobody unknown. */
    async move(from: string, to: string): Promise<void> {
      await backend.database.updateTable('queue_entry').set({ queue: to }).where('queue', '=', from).execute();
    },

    /** What those who wait there said of themselves, in the order of arrival. */
    async declare(queue: string, priorities: readonly Priority[]): Promise<void> {
      for (const [index, { id }] of (await entries(queue)).entries())
        await backend.database
          .updateTable('queue_entry')
          .set({ priority: priorities[index] ?? 'none' })
          .where('id', '=', id)
          .execute();
    },

    /** The next one, by a clerk who has no page. */
    async call(counter: string, queue: string): Promise<void> {
      const clerk = await signedIn(backend, 'clerk');
      const { status } = await clerk.call('POST', '/v1/calls', { queue, counter }, newKey());
      if (status !== 201) throw new Error(`nobody was called: ${status}`);
    },

    /** One called to counter 5 after whoever was there, as the board hears of it. */
    async tellOfCall(number: string): Promise<void> {
      const at = (state: ShownEntry['state']): ShownEntry => ({
        entry: Buffer.from(number.repeat(4)).toString('base64url').slice(0, 22),
        number,
        queue: 'cashier',
        serviceDay: serviceDay(clock.now),
        state,
        counter: { id: '5', label: { vi: 'Quầy 5', en: 'Counter 5' }, place: centrePlace },
        calls: 1,
      });
      await transact(backend.database, (transaction) =>
        tell(transaction, clock.now, [...(lastTold ? [{ ...lastTold, state: 'done' as const }] : []), at('called')]),
      );
      lastTold = at('called');
    },

    stop: () => backend.close(),
    /** Again, at the same address and on the same database. */
    async start(): Promise<void> {
      backend = await startBackend({ pagesDirectory, port: Number(new URL(url).port), beside: { location, clock } });
    },
  };
}
export type Centre = Awaited<ReturnType<typeof openCentre>>;
