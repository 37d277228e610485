import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { PersonId } from '../../drivers/simulated/people.ts';
import type { Cleanup } from './cleanup.ts';
import { loadCatalogue } from '../../src/main/services/load.ts';
import { headlessFlags } from './headless.ts';
import { certifiedCopies } from './journeys/certified-copies.ts';
import { insuranceCheckIn } from './journeys/insurance-check-in.ts';
import { licenceHandOver } from './journeys/licence-hand-over.ts';
import { licenceRenewal } from './journeys/licence-renewal.ts';
import { queueTicket } from './journeys/queue-ticket.ts';
import { selfPaidVisit } from './journeys/self-paid-visit.ts';
import type { Way } from './journeys/ways.ts';
import type { ProcessEvent } from './processes.ts';
import { composeReport } from './report.ts';
import type { JourneyReport } from './report.ts';
import { sandboxNotes } from './screen.ts';
import type { CentreName } from './seed.ts';
import { startServedKiosk, startStack, timed } from './stack.ts';
import { beginVisit, SentToDesk } from './visit.ts';
import type { Visit } from './visit.ts';

type Journey = (visit: Visit) => Promise<void>;
const journeys = {
  'insurance-check-in': { centre: 'hospital', go: insuranceCheckIn },
  'licence-renewal': { centre: 'hospital', go: licenceRenewal },
  'queue-ticket': { centre: 'hospital', go: queueTicket },
  'self-paid-visit': { centre: 'hospital', go: selfPaidVisit },
  'certified-copies': { centre: 'commune', go: certifiedCopies },
  'licence-hand-over': { centre: 'commune', go: licenceHandOver },
} satisfies Record<string, { centre: CentreName; go: Journey }>;
export type JourneyName = keyof typeof journeys;
export const journeyNames = Object.keys(journeys) as JourneyName[];

interface JourneyOptions {
  service: JourneyName;
  person: PersonId;
  way: Way;
  /** What the insurance portal says of everybody (maKetQua), or how it conducts itself. */
  portal?: string | undefined;
  /** Gets journey.json, ticket.png, ticket.escpos, screens/ and run/, the data and logs of this run. */
  outDirectory: string;
  cleanup: Cleanup;
  report: (line: string) => void;
}

/** One whole visit by itself, through the real pcscd and Chromium. */
export async function runJourney(options: JourneyOptions): Promise<JourneyReport> {
  const { service: id, person, way, portal, outDirectory, cleanup, report } = options;
  const out = (name: string) => join(outDirectory, name);
  const left = ['journey.json', 'ticket.png', 'ticket.escpos', 'screens', 'run'];
  await Promise.all(left.map((name) => rm(out(name), { recursive: true, force: true })));
  await mkdir(out('run'), { recursive: true });

  const log: ProcessEvent[] = [];
  const notes = sandboxNotes();
  const { centre, go } = journeys[id];
  const stack = await startStack({
    centre,
    runDirectory: out('run'),
    realReader: false,
    notes,
    portal,
    cleanup,
    report,
  });
  const { steps } = stack;
  const starting = timed(steps, 'kiosk', startServedKiosk(stack, out('run'), cleanup));
  const [kiosk, page] = await Promise.all([starting, timed(steps, 'browser', openBrowser(cleanup))]);
  kiosk.process.onEvent((event) => void log.push(event));

  await page.goto(await kiosk.entrance());
  const definition = loadCatalogue(stack.resourcesDirectory).services.find((service) => service.id === id);
  if (!definition) throw new Error(`${id} is not offered`);
  const visit = await beginVisit({
    page,
    kiosk: kiosk.process,
    bench: stack.bench,
    person,
    way,
    service: definition,
    screensDirectory: out('screens'),
  });
  await visit.reach('home');
  const startUpMs = { ...steps, firstPage: Math.round(performance.now()) };
  report(`Trang đầu sau ${startUpMs.firstPage} ms / First page after ${startUpMs.firstPage} ms`);

  const broken = Promise.race([stack.ended, kiosk.process.ended]).then((reason) => Promise.reject(new Error(reason)));
  await Promise.race([goThrough(visit, go), broken]).catch((error: unknown) => {
    report(error instanceof Error ? error.message : 'unknown');
  });

  const scanMs = visit.scanMs();
  const told = composeReport(
    { service: id, person, totalMs: visit.totalMs(), startUpMs, ...(scanMs !== undefined && { scanMs }) },
    log,
  );
  const paper = stack.bench.papers().at(-1);
  await writeFile(out('journey.json'), `${JSON.stringify(told, null, 2)}\n`);
  if (paper)
    await Promise.all([writeFile(out('ticket.png'), paper.png), writeFile(out('ticket.escpos'), paper.escpos)]);
  return told;
}

async function goThrough(visit: Visit, journey: Journey): Promise<void> {
  try {
    await journey(visit);
  } catch (error) {
    if (!(error instanceof SentToDesk)) throw error;
  }
  await visit.leave();
}

/** Headless, at the size of the kiosk's screen, drawing letters alike on every machine; Chromium's own simulated camera before it. */
async function openBrowser(cleanup: Cleanup) {
  // Loaded while the other processes start.
  const { chromium } = await import('playwright-core');
  const browser: Browser = await cleanup.own(
    chromium.launch({
      executablePath: '/usr/bin/chromium',
      chromiumSandbox: process.getuid?.() !== 0,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: [...headlessFlags, '--use-fake-device-for-media-stream'],
    }),
  );
  return browser.newPage({ viewport: { width: 1080, height: 1920 }, permissions: ['camera'] });
}
