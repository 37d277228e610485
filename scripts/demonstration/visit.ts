import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import type { Bench } from '../../drivers/simulated/bench/bench.ts';
import type { BenchCommand } from '../../drivers/simulated/bench/commands.ts';
import { people, type PersonId } from '../../drivers/simulated/people.ts';
import type { ServiceDefinition } from '../../src/contract/services.ts';
import type { Way } from './journeys/ways.ts';
import type { RunningProcess } from './processes.ts';
import { stopwatch } from './stopwatch.ts';

/** What a visitor can find on the screen, besides the questions of her service, which go by their ids. */
const pages = [
  'identify',
  'papers',
  'number-entry',
  'person',
  'review',
  'ticket',
  'desk',
  'missing',
  'cleared',
  'out-of-service',
];

type Scannable = Extract<BenchCommand, { type: 'scan' }>['what'];

/** The kiosk sent the visitor to the desk: an end, though not the one that was wanted. */
export class SentToDesk extends Error {}

/** One person before the screen, with eyes, one finger, papers and a card. Everything goes through the real page. */
export interface Visit {
  person: PersonId;
  way: Way;
  personalNumber: string;
  /** Waits for one of these pages to come after the last one, and takes its picture. @throws SentToDesk */
  reach(...sights: string[]): Promise<string>;
  press(button: string): Promise<void>;
  canPress(button: string): Promise<boolean>;
  scan(what: Scannable): Promise<void>;
  layCard(): Promise<void>;
  layPassport(): Promise<void>;
  /** One whose chip gives no answer. */
  layUnreadable(): Promise<void>;
  /** With the camera of the browser, a simulated one; where there is none, the desk takes the photo. */
  photograph(): Promise<void>;
  liftCard(): Promise<void>;
  /** Digits on the pad of the page. */
  type(digits: string): Promise<void>;
  /** Types them, and goes on. */
  enter(digits: string): Promise<void>;
  /** Answers what is asked until one of these pages comes. */
  answer(until: readonly string[], answers: Readonly<Record<string, () => Promise<void>>>): Promise<void>;
  /** Takes card and paper and goes. */
  leave(): Promise<void>;
  scanMs(): number | undefined;
  /** Milliseconds from the first touch until the paper was out, without the pictures taken in between. */
  totalMs(): number;
}

const pageWithin = 30_000;
/** The page takes no tap for a while after it changes, nor two on one button at once (src/renderer/input.ts). */
const fingerPause = { page: 450, button: 550 } as const;

interface VisitOptions {
  page: Page;
  kiosk: RunningProcess;
  bench: Bench;
  person: PersonId;
  way: Way;
  /** What she came for. */
  service: ServiceDefinition;
  screensDirectory: string;
}

export async function beginVisit(options: VisitOptions): Promise<Visit> {
  const { page, kiosk, bench, person, way, service, screensDirectory } = options;
  await mkdir(screensDirectory, { recursive: true });
  const printed = kiosk.next('printed', pageWithin * 4);
  const watch = stopwatch();
  printed.then(watch.end, () => undefined);
  let last: string | undefined;
  let reachedAt = 0;
  let pressed = { button: '', at: 0 };
  let pictures = 0;
  let scanMs: number | undefined;

  function place(sight: string): Locator {
    // The kiosk is up before its devices are, and says so instead of offering what needs them.
    if (sight === 'home') return page.getByRole('button', { name: service.title.vi, exact: true });
    if (pages.includes(sight)) return page.locator(`[data-page="${sight}"]`);
    const question = service.questions.find(({ id }) => id === sight);
    if (!question) throw new Error(`${service.id} asks no ${sight}`);
    const heading = page.getByRole('heading', { level: 1, name: question.title.vi, exact: true });
    return page.locator('[data-page="question"]').filter({ has: heading });
  }

  async function takePicture(sight: string): Promise<void> {
    pictures += 1;
    await page.evaluate('document.fonts.ready');
    const path = join(screensDirectory, `${String(pictures).padStart(2, '0')}-${sight}.png`);
    await page.screenshot({ path, animations: 'disabled' });
  }

  async function reach(...sights: string[]): Promise<string> {
    const awaited = new Set([...sights, 'desk', 'out-of-service']);
    // One page may ask for another paper than before.
    if (last && last !== 'identify') awaited.delete(last);
    const places = [...awaited].map((sight) => [sight, place(sight)] as const);
    const found = await Promise.any(
      places.map(async ([sight, seen]) => {
        await seen.waitFor({ timeout: pageWithin });
        return sight;
      }),
    ).catch(async () => {
      await takePicture('lost').catch(() => undefined);
      throw new Error(`none of ${[...awaited].join(', ')} came within ${pageWithin} ms`);
    });
    last = found;
    reachedAt = performance.now();
    if (found === 'ticket' || found === 'desk') await paperOut();
    await watch.leaveOut(() => takePicture(found));
    if (sights.includes(found)) return found;
    if (found === 'desk') throw new SentToDesk();
    throw new Error('the kiosk is out of service');
  }

  /** The kiosk's own word that the printer finished or failed, then the page's. */
  async function paperOut(): Promise<void> {
    await printed;
    await page.getByText('Đang in phiếu…').waitFor({ state: 'hidden', timeout: pageWithin });
  }

  /** One that ends in an ellipsis may say more. */
  const named = (button: string) => {
    const [, beginning] = /^(.+)…$/.exec(button) ?? [];
    return beginning === undefined
      ? page.getByRole('button', { name: button, exact: true })
      : page.getByRole('button', { name: new RegExp(`^${beginning}`) });
  };

  async function press(button: string): Promise<void> {
    watch.begin();
    const ready = Math.max(
      reachedAt + fingerPause.page,
      pressed.button === button ? pressed.at + fingerPause.button : 0,
    );
    await delay(Math.max(0, ready - performance.now()));
    await named(button).click();
    pressed = { button, at: performance.now() };
  }

  async function type(digits: string): Promise<void> {
    for (const digit of digits) await press(digit);
  }

  async function use(command: BenchCommand): Promise<void> {
    const done = await bench.obey(command);
    if (!done.ok) throw new Error(`the bench could not: ${command.type}`);
  }

  return {
    person,
    way,
    personalNumber: people.find(({ id }) => id === person)?.personalNumber ?? '',
    reach,
    press,
    canPress: (button) => named(button).isVisible(),
    async scan(what) {
      const start = performance.now();
      const seen = kiosk.next('scan', pageWithin);
      await Promise.all([use({ type: 'scan', person, what }), seen.then(() => (scanMs ??= performance.now() - start))]);
    },
    layCard: () => use({ type: 'insert-card', person }),
    layPassport: () => use({ type: 'insert-other-card', card: 'passport' }),
    layUnreadable: () => use({ type: 'insert-unresponsive-card' }),
    async liftCard() {
      // The kiosk has to see it first.
      await delay(1_000);
      await use({ type: 'remove-card' });
      await delay(1_000);
    },
    async photograph() {
      const [take, without] = [named('Chụp ảnh'), named('Tiếp tục')];
      await take.or(without).waitFor({ timeout: pageWithin });
      if (await without.isVisible()) return press('Tiếp tục');
      await press('Chụp ảnh');
      await press('Dùng ảnh này');
    },
    type,
    async enter(digits) {
      await type(digits);
      await press('Tiếp tục');
    },
    async answer(until, answers) {
      for (;;) {
        const sight = await reach(...Object.keys(answers), ...until);
        if (until.includes(sight)) return;
        await answers[sight]?.();
      }
    },
    async leave() {
      if (bench.state().card !== null) await use({ type: 'remove-card' });
      await press('Xong');
      await reach('cleared');
    },
    scanMs: () => scanMs,
    totalMs: watch.ms,
  };
}
