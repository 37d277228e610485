import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { startBench } from '../../drivers/simulated/bench/bench.ts';
import type { BenchCommand } from '../../drivers/simulated/bench/commands.ts';
import { makeCards } from '../../drivers/simulated/cards/make-cards.ts';
import type { PersonId } from '../../drivers/simulated/people.ts';
import type { Command } from '../../src/contract/commands.ts';
import type { Page, PageName, SessionView } from '../../src/contract/session-view.ts';
import type { ServiceId } from '../../src/contract/services.ts';
import type { KioskConfig } from '../../src/main/config.ts';
import type { Kiosk } from '../../src/main/kiosk-port.ts';
import { startKiosk } from '../../src/main/kiosk.ts';
import type { LogEvent } from '../../src/main/log/log.ts';
import { scryptHash } from '../../src/scrypt.ts';
import { resources, startBackend } from '../backend/support/backend.ts';
import { privateKeyOf } from '../backend/support/kiosks.ts';
import { trustAnchorOf, trustOf } from '../support/trust.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** Milliseconds of real time that devices and servers may take; the session's own time is the manual clock. */
const PATIENCE = 20_000;

export const maintenance = { keys: ['F2', 'F8', 'F2', 'F4'], pin: '24681357' };
const pin = await scryptHash(maintenance.pin);

let scratch: string;
let cardsDirectory: string;

/** Once a test file: the cards of the synthetic people. */
export function useWholeKiosk(): void {
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'tram-'));
    cardsDirectory = join(scratch, 'cards');
    await makeCards(cardsDirectory);
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));
}

type PageOf<Name extends PageName> = Extract<Page, { name: Name }>;

export const deviceHostEntry = join(import.meta.dirname, '../../drivers/host/main.ts');

/** Backend, insurance portal, pcscd, scanner and printer: all that stands around a kiosk. */
export async function startSurroundings() {
  const runDirectory = await mkdtemp(join(scratch, 'k-'));
  const backend = await startBackend({ trust: await trustOf(cardsDirectory), portalTimeoutMs: 3_000 });
  const bench = await startBench({ runDirectory, cardsDirectory, reader: 'pcsc', portal: backend.portal });
  onTestFinished(() => bench.close());
  const config: KioskConfig = {
    dataDirectory: join(runDirectory, 'kiosk'),
    resourcesDirectory: resources,
    backend: { url: backend.url },
    devices: {
      reader: bench.devices.reader,
      scanner: bench.devices.scanner,
      printer: { kind: 'escpos-tcp', host: '127.0.0.1', port: bench.devices.printerPort },
      trustDirectory: trustAnchorOf(cardsDirectory),
    },
    maintenance: { keys: maintenance.keys, pin },
  };
  await mkdir(config.dataDirectory, { recursive: true });
  await writeFile(join(config.dataDirectory, 'kiosk.key'), privateKeyOf('kiosk-1'), { mode: 0o600 });
  const obey = async (...commands: BenchCommand[]) => {
    for (const command of commands) expect(await bench.obey(command)).toMatchObject({ ok: true });
  };
  return { runDirectory, backend, bench, config, obey };
}

/** Core and device host amid their surroundings, all real but for the people and their cards. */
export async function startWholeKiosk(
  around?: Awaited<ReturnType<typeof startSurroundings>>,
  firstPage: 'home' | 'out-of-service' = 'home',
) {
  const { backend, bench, config, obey } = around ?? (await startSurroundings());
  const clock = new ManualClock(new Date().toISOString());
  const log: LogEvent[] = [];
  const kiosk = startKiosk(config, {
    deviceHostEntry,
    nodeExecutable: process.execPath,
    clock,
    log: (event) => void log.push(event),
    crash: (error) => {
      throw error;
    },
  });
  onTestFinished(() => kiosk.close());
  const visitor = visitorOf(kiosk, obey);

  if (firstPage === 'home')
    await visitor.page('home', ({ services }) => services.every(({ problem }) => problem === undefined));
  else await visitor.page(firstPage);
  return { close: () => kiosk.close(), backend, clock, log, obey, papers: () => bench.papers(), ...visitor };
}

const offers = (question: PageOf<'question'>['question'], option: string): boolean =>
  question.kind === 'choice' && question.options.some(({ id }) => id === option);

/** Somebody who looks at the screen, taps, scans and lays down a card. */
export function visitorOf(
  kiosk: Pick<Kiosk, 'handle' | 'watchView'>,
  obey: (...commands: BenchCommand[]) => Promise<void>,
) {
  let view: SessionView | undefined;
  kiosk.watchView((next) => {
    view = next;
  });

  /** Waits, in real time, for a page of which something is true. */
  async function page<Name extends PageName>(
    name: Name,
    is: (page: PageOf<Name>) => boolean = () => true,
    patience = PATIENCE,
  ): Promise<PageOf<Name>> {
    const shown = () => (view?.page.name === name && is(view.page as PageOf<Name>) ? view.page : undefined);
    await expect
      .poll(() => shown() ?? view?.page, { timeout: patience, interval: 10 })
      .toSatisfy(() => shown() !== undefined);
    return view?.page as PageOf<Name>;
  }

  const send = async (...commands: Command[]) => {
    for (const command of commands) expect(await kiosk.handle(command)).toMatchObject({ ok: true });
  };
  /** From home until the card of a person is about to be read. */
  const present = async (person: PersonId, service: ServiceId = 'insurance-check-in') => {
    await send({ type: 'choose-service', service });
    await page('identify', ({ card }) => card === 'absent');
    await obey({ type: 'scan', person, what: 'citizen-card' });
    await page('identify', ({ number }) => number === 'scanned');
    await obey({ type: 'insert-card', person });
  };

  /** What a person does between the reading of her card and the last look at what she asks for. */
  const review = async (is?: (page: PageOf<'review'>) => boolean) => {
    await page('person');
    await send({ type: 'confirm' });
    const { question } = await page('question');
    // Of whom the portal did not say that she is registered here.
    if (offers(question, 'self-presenting')) await send({ type: 'answer', option: 'self-presenting' });
    await page('question', (asked) => offers(asked.question, 'general'));
    await send({ type: 'answer', option: 'general' });
    return page('review', is);
  };
  const checkIn = async () => {
    await review();
    await send({ type: 'confirm' });
    return page('ticket', ({ paper }) => paper.state !== 'printing');
  };
  /** Somebody who has her number already is given it again. */
  const comeAgain = async () => {
    await page('person', ({ held }) => held !== undefined);
    await send({ type: 'confirm' });
    return page('ticket', ({ paper }) => paper.state !== 'printing');
  };
  /** Keys and PIN, and what the technician then sees. */
  const maintain = async () => {
    await send(...maintenance.keys.map((key) => ({ type: 'key' as const, key })));
    await send({ type: 'pin', pin: maintenance.pin });
    return page('maintenance', ({ busy }) => busy === 'no');
  };

  return {
    page,
    send,
    present,
    review,
    checkIn,
    comeAgain,
    maintain,
    secondsLeft: () => view?.idle?.secondsLeft,
    help: () => view?.help?.state,
  };
}
