import fc from 'fast-check';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { answerParser } from '../../drivers/printer/answers.ts';
import type { Answer } from '../../drivers/printer/answers.ts';
import { ask, converse } from '../../drivers/printer/conversation.ts';
import type { OpenLine } from '../../drivers/printer/index.ts';
import { condition } from '../../drivers/printer/status.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { repetitions } from '../support/repetitions.ts';
import { confirmedByFence, picture, printerWithEmulator } from './fixtures.ts';

type Utterance = { bytes: readonly number[]; means?: Answer };

/** What a printer may say in any order: answers to commands, and what it says unasked (no answer for us). */
const utterance: fc.Arbitrary<Utterance> = fc.oneof(
  fc
    .constantFrom(0x12, 0x1a, 0x16, 0x36, 0x7e, 0x1e)
    .map((byte): Utterance => ({ bytes: [byte], means: { kind: 'status', byte } })),
  fc.constantFrom(0x00, 0x03, 0x0c).map((byte): Utterance => ({ bytes: [byte], means: { kind: 'fence' } })),
  fc.stringMatching(/^[ -~]{4}$/).map((id): Utterance => ({
    bytes: [0x37, 0x22, ...Buffer.from(id, 'latin1'), 0],
    means: { kind: 'process-id', id },
  })),
  // What a NUL-filled GS ( H is answered: an id of nobody's.
  fc.constant({ bytes: [0x37, 0x22, 0, 0, 0, 0, 0], means: { kind: 'process-id' as const, id: '\0\0\0\0' } }),
  fc
    .constantFrom([0x18, 0x00, 0x0f, 0x0f], [0x10, 0x00, 0x03, 0x0f], [0x38, 0x08, 0x0c, 0x00])
    .map((bytes) => ({ bytes })),
  fc.constant({ bytes: [0x37, 0x25, 0x30, 0] }),
  fc.constant({ bytes: [0x5f, ...Buffer.from('TM-T88VI'), 0] }),
);

test('answers mean the same however the network cuts and joins them', { timeout: repetitions(30_000) }, () => {
  fc.assert(
    fc.property(
      fc.array(utterance, { maxLength: 30 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      (said, cuts) => {
        const bytes = Uint8Array.from(said.flatMap((one) => one.bytes));
        const parse = answerParser();
        const heard: Answer[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const length = cuts[turn % cuts.length] ?? 1;
          heard.push(...parse(bytes.subarray(at, at + length)));
          at += length;
        }
        expect(heard).toEqual(said.flatMap((one) => (one.means ? [one.means] : [])));
      },
    ),
    { numRuns: repetitions(100) },
  );
});

test('a block without an end does not swallow what follows for ever', () => {
  const parse = answerParser();
  expect(parse(new Uint8Array(200).fill(0x37))).toEqual([]);
  parse(Uint8Array.of(0));
  expect(parse(Uint8Array.of(0x12))).toEqual([{ kind: 'status', byte: 0x12 }]);
});

/** By Epson's tables and those of makers after it; those of ok, near end, out and open were seen in the lab. */
test.each<[string, string, boolean]>([
  ['12121212', 'ready', false],
  ['1212121e', 'paper-low', false],
  ['1a32127e', 'no-paper', false],
  ['1a12127e', 'no-paper', false],
  ['1a321212', 'no-paper', false],
  ['1a36127e', 'cover-open', false],
  ['1a165212', 'cover-open', false],
  ['1a521a12', 'cutter-error', false],
  ['1a525a12', 'cutter-error', false],
  ['1a523212', 'offline', false],
  ['1a527212', 'offline', false],
  ['1a521212', 'offline', false],
  ['1a525212', 'offline', true],
  ['12121612', 'ready', false],
  ['1a1a1212', 'offline', true],
  ['5a121212', 'offline', true],
  ['1a121212', 'offline', false],
  ['1a12121e', 'offline', false],
])('status bytes %s: %s, passes by itself: %s', (hex, state, passing) => {
  const [printer = 0, offline = 0, error = 0, paper = 0] = Buffer.from(hex, 'hex');
  expect(condition([printer, offline, error, paper])).toEqual({ state, passing });
});

test('automatic status, switched on by another program, does not disturb a job', async () => {
  const { printer, emulator } = await printerWithEmulator('clone');
  const other = connect(emulator.port, '127.0.0.1');
  onTestFinished(() => void other.destroy());
  const pushed: Buffer[] = [];
  other.on('data', (bytes) => pushed.push(bytes));
  other.write(Buffer.from([0x1d, 0x61, 0xff]));
  await expect.poll(() => Buffer.concat(pushed).toString('hex')).toBe('1000000f');

  const toggle = setInterval(() => emulator.setPaper(emulator.papers().length % 2 ? 'low' : 'ok'), 1);
  onTestFinished(() => clearInterval(toggle));
  for (let job = 0; job < 5; job++) expect(await printer.print(picture(300))).toEqual(confirmedByFence);

  clearInterval(toggle);
  emulator.setPaper('out');
  await expect.poll(() => Buffer.concat(pushed).toString('hex').slice(-8)).toBe('18000f0f');
});

test('half an answer to one question is no part of the answer to the next', async () => {
  const clock = new ManualClock();
  let say: (bytes: Uint8Array) => void = () => undefined;
  const line: OpenLine = (events) => {
    say = (bytes) => events.received(bytes);
    clock.after(0, () => events.opened());
    return { send: () => undefined, close: () => undefined };
  };
  const conversing = converse(line, clock, 1);
  clock.pass(0);
  const printer = await conversing;
  if (!printer) throw new Error('not opened');
  const first = ask(printer, 100);
  say(Uint8Array.of(0x1a, 0x36));
  clock.pass(100);
  expect(await first).toBeUndefined();
  const second = ask(printer, 200);
  say(Uint8Array.of(0x12, 0x12, 0x12, 0x12));
  expect(await second).toEqual({ state: 'ready', passing: false });
});
