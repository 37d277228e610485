import type { CDPSession } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isFull } from '../support/repetitions.ts';
import { sampleViews } from './sample-views.ts';
import { openKiosk, type Kiosk } from './support.ts';

const visits = isFull ? 500 : 2;
/** Until every script has run, and what runs often has been compiled. */
const warmUp = isFull ? 100 : 1;

let kiosk: Kiosk;
let devtools: CDPSession;
beforeAll(async () => {
  // The browser counts what the whole process holds.
  kiosk = await openKiosk(undefined, 1, true);
  devtools = await kiosk.page.context().newCDPSession(kiosk.page);
});
afterAll(async () => {
  await devtools.detach();
  await kiosk.close();
});

const firsts = Object.values(sampleViews).flatMap(([page]) => page ?? []);
/** One of each kind: keyboards, a camera and lists to leaf through come with them. */
const questions = [...new Map(sampleViews.question.map((page) => [page.question.kind, page])).values()];
const [home] = sampleViews.home;
const [person] = sampleViews.person;

/** Whatever a visit can bring upon the page: each page, every kind of question, both dialogs, other languages, a headset. */
async function visit(): Promise<void> {
  if (!home || !person) throw new Error('a sample is missing');
  for (const page of [...firsts, ...questions]) await kiosk.show(page);
  const settings = { voice: { on: true, headset: true, volume: 3, rate: 1 } } as const;
  const her = { ...person, maskedName: 'T. T. CANARYNAME' };
  await kiosk.show(her, { settings });
  await kiosk.show(her, { language: 'en', settings });
  await kiosk.show(home, { settings: { pack: 'km', textSize: 'largest', contrast: 'white-on-black' } });
  await kiosk.show(home, { idle: { secondsLeft: 20 } });
  await kiosk.show(home, { help: { state: 'calling', desk: { vi: 'quầy số 1', en: 'counter 1' } } });
  await kiosk.show({ name: 'cleared', cardLeft: false });
}

/** What is held still: objects, whatever they are; elements; listeners. */
async function held() {
  // What was drawn last is let go when something is drawn after it; and elements are collected by a collector of their own.
  await kiosk.page.evaluate('new Promise(requestAnimationFrame)');
  await devtools.send('HeapProfiler.collectGarbage');
  const objectGroup = 'held';
  const { result } = await devtools.send('Runtime.evaluate', { expression: 'Object.prototype', objectGroup });
  // Collects before it looks.
  const found = await devtools.send('Runtime.queryObjects', { prototypeObjectId: result.objectId ?? '', objectGroup });
  const count = await devtools.send('Runtime.callFunctionOn', {
    objectId: found.objects.objectId ?? '',
    functionDeclaration: 'function () { return this.length; }',
  });
  await devtools.send('Runtime.releaseObjectGroup', { objectGroup });
  const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
  return { objects: Number(count.result.value), elements: nodes, listeners: jsEventListeners };
}

/** All that the page's memory holds, as one text. */
async function memory(): Promise<string> {
  const parts: string[] = [];
  const take = ({ chunk }: { chunk: string }) => void parts.push(chunk);
  devtools.on('HeapProfiler.addHeapSnapshotChunk', take);
  await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  devtools.off('HeapProfiler.addHeapSnapshotChunk', take);
  return parts.join('');
}

const patience = { timeout: 35_000, interval: 300 };

/** What was drawn a moment ago is let go a moment later. */
async function heldInTheEnd() {
  let found = await held();
  await expect.poll(async () => (found = await held()).elements, patience).toBeLessThan(250);
  return found;
}

it(
  'is as full after many visits as after a few, and remembers nobody',
  async () => {
    for (let time = 0; time < warmUp; time += 1) await visit();
    const before = await heldInTheEnd();

    for (let time = 0; time < visits; time += 1) await visit();
    const after = await heldInTheEnd();
    expect(after.elements).toBe(before.elements);
    expect(after.listeners).toBe(before.listeners);
    // The browser keeps some dozens of its own for a while.
    expect(after.objects - before.objects).toBeLessThan(100);

    await expect.poll(memory, patience).not.toContain('CANARYNAME');
  },
  isFull ? 3_600_000 : undefined,
);
