import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import type { Bench } from '../../drivers/simulated/bench/bench.ts';
import type { BenchCommand } from '../../drivers/simulated/bench/commands.ts';
import type { PersonId } from '../../drivers/simulated/people.ts';
import type { RunningProcess } from './processes.ts';
import { stopwatch } from './stopwatch.ts';

const questions = {
  priority: 'Ông/bà có thuộc diện ưu tiên?',
  clinic: 'Ông/bà muốn khám gì?',
  queue: 'Ông/bà cần đến đâu?',
  'licence-number': 'Số giấy phép lái xe?',
  'licence-class': 'Hạng giấy phép?',
  'licence-expiry': 'Giấy phép có giá trị đến ngày nào?',
  reason: 'Lý do đổi?',
} as const;
type Question = keyof typeof questions;

/** What a visitor can find on the screen. */
type Sight = 'home' | 'identify' | 'person' | 'review' | 'ticket' | 'desk' | 'cleared' | 'out-of-service' | Question;

/** The kiosk sent the visitor to the desk: an end, though not the one that was wanted. */
export class SentToDesk extends Error {}

/** One person before the screen, with eyes, one finger, papers and a card. Everything goes through the real page. */
export interface Visit {
  person: PersonId;
  /** Waits for one of these pages to come after the last one, and takes its picture. @throws SentToDesk */
  reach<S extends Sight>(...sights: S[]): Promise<S>;
  press(button: string): Promise<void>;
  canPress(button: string): Promise<boolean>;
  scan(what: 'citizen-card' | 'licence'): Promise<void>;
  layCard(): Promise<void>;
  /** Answers what is asked until the last page before the number. */
  answer(answers: Partial<Record<Question, () => Promise<void>>>): Promise<void>;
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
  screensDirectory: string;
}

export async function beginVisit(options: VisitOptions): Promise<Visit> {
  const { page, kiosk, bench, person, screensDirectory } = options;
  await mkdir(screensDirectory, { recursive: true });
  const printed = kiosk.next('printed', pageWithin * 4);
  const watch = stopwatch();
  printed.then(watch.end, () => undefined);
  let last: Sight | undefined;
  let reachedAt = 0;
  let pressed = { button: '', at: 0 };
  let pictures = 0;
  let scanMs: number | undefined;

  function place(sight: Sight): Locator {
    // The kiosk is up before its devices are, and says so instead of offering what needs them.
    if (sight === 'home') return page.getByRole('button', { name: 'Khám bảo hiểm y tế', exact: true });
    if (!isQuestion(sight)) return page.locator(`[data-page="${sight}"]`);
    const heading = page.getByRole('heading', { level: 1, name: questions[sight], exact: true });
    return page.locator('[data-page="question"]').filter({ has: heading });
  }

  async function takePicture(sight: Sight): Promise<void> {
    pictures += 1;
    await page.evaluate('document.fonts.ready');
    const path = join(screensDirectory, `${String(pictures).padStart(2, '0')}-${sight}.png`);
    await page.screenshot({ path, animations: 'disabled' });
  }

  async function reach<S extends Sight>(...sights: S[]): Promise<S> {
    const awaited = new Set<Sight>([...sights, 'desk', 'out-of-service']);
    if (last) awaited.delete(last);
    const found = await Promise.any(
      [...awaited].map(async (sight) => {
        await place(sight).waitFor({ timeout: pageWithin });
        return sight;
      }),
    ).catch(() => Promise.reject(new Error(`none of ${[...awaited].join(', ')} came within ${pageWithin} ms`)));
    last = found;
    reachedAt = performance.now();
    if (found === 'ticket' || found === 'desk') await paperOut();
    await watch.leaveOut(() => takePicture(found));
    const wanted = sights.find((sight) => sight === found);
    if (wanted !== undefined) return wanted;
    if (found === 'desk') throw new SentToDesk();
    throw new Error('the kiosk is out of service');
  }

  /** The kiosk's own word that the printer finished or failed, then the page's. */
  async function paperOut(): Promise<void> {
    await printed;
    await page.getByText('Đang in phiếu…').waitFor({ state: 'hidden', timeout: pageWithin });
  }

  const named = (button: string) => page.getByRole('button', { name: button, exact: true });

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

  async function use(command: BenchCommand): Promise<void> {
    const done = await bench.obey(command);
    if (!done.ok) throw new Error(`the bench could not: ${command.type}`);
  }

  return {
    person,
    reach,
    press,
    canPress: (button) => named(button).isVisible(),
    async scan(what) {
      const start = performance.now();
      const seen = kiosk.next('scan', pageWithin);
      await Promise.all([use({ type: 'scan', person, what }), seen.then(() => (scanMs ??= performance.now() - start))]);
    },
    layCard: () => use({ type: 'insert-card', person }),
    async answer(answers) {
      const asked = Object.keys(answers).filter(isQuestion);
      for (;;) {
        const sight = await reach(...asked, 'review');
        if (sight === 'review') return;
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

const isQuestion = (sight: string): sight is Question => sight in questions;
