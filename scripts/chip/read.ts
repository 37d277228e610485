import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { readDocument, selfTest } from '../../drivers/emrtd/index.ts';
import type { CardChannel, CardReader } from '../../drivers/ports.ts';
import { type ChipReading, chipLimits } from '../../src/contract/chip.ts';
import type { CommandOf } from './arguments.ts';
import { dg13Lines, dg13Of } from './dg13.ts';
import { CommandFailed, type ExitCode, exitCodes } from './exit-codes.ts';
import { checkWritable, openTrust, writePrivately } from './files.ts';
import { passwordOf } from './password.ts';
import { type Progress, openProgress } from './progress.ts';
import {
  notProved,
  outcomeLines,
  outcomesOf,
  personLines,
  printable,
  readingAsJson,
  statisticsLines,
} from './report.ts';

/** Milliseconds in which a running pcscd names all its readers. */
const enumeration = 1_500;
const look = 20;

/** `npm run chip -- read` */
export async function read(wanted: CommandOf<'read'>): Promise<ExitCode> {
  if (!selfTest()) throw new Error('the worked examples of ICAO 9303-11 come out wrong');
  await checkWritable(wanted.evidence);
  await checkWritable(wanted.face);
  const trust = await openTrust(wanted.trust);
  const password = await passwordOf(wanted);

  const progress = openProgress();
  const reader = await openReader(wanted.reader);
  try {
    await untilCard(reader, wanted.timeout * 1_000, progress);
    const connected = await inTime(reader.connect());
    if (!connected.ok) throw new CommandFailed(connected.code);
    const channel = connected.value;

    const started = performance.now();
    const result = await readDocument(
      timed(channel),
      {
        ...password,
        challenge: wanted.challenge ?? randomBytes(8).toString('hex'),
        face: wanted.face !== undefined,
      },
      {
        trust,
        now: Date.now,
        monotonic: () => performance.now(),
        random: randomBytes,
        onProgress: (phase, fraction) => progress.report(phase, fraction),
        // Before the longer files are read. A name that is not authentic waits for the report.
        onPerson: ({ fullName, birthDate }, { hashes, signature }) => {
          if (hashes === 'match' && signature === 'valid') progress.tell(printable(`${fullName}, ${birthDate}`));
        },
      },
    );
    const totalMs = performance.now() - started;
    // So that the card forgets this session, whatever came of it.
    await inTime(channel.close());
    progress.clear();
    if (!result.ok) throw new CommandFailed(result.code);
    await keep(result.value, wanted);
    show(result.value, totalMs, wanted.json);
    return notProved(outcomesOf(result.value)).length === 0 ? exitCodes.proved : exitCodes.notProved;
  } finally {
    progress.clear();
    await reader.close();
  }
}

/** Loaded here, since its native part does not load where libpcsclite is missing. */
async function openReader(name: string | undefined): Promise<CardReader> {
  try {
    const { openPcscReader } = await import('../../drivers/pcsc/reader.ts');
    return openPcscReader({ name });
  } catch {
    throw new CommandFailed('READER_MISSING');
  }
}

async function untilCard(reader: CardReader, patience: number, progress: Progress): Promise<void> {
  const started = performance.now();
  for (;;) {
    const { state, card, name = '' } = reader.status();
    const waited = performance.now() - started;
    if (state === 'ready' && card) return;
    if (state === 'service-down' || (state === 'absent' && waited > enumeration))
      throw new CommandFailed('READER_MISSING');
    if (waited > patience) throw new CommandFailed('CARD_ABSENT');
    const seconds = Math.ceil((patience - waited) / 1_000);
    if (state === 'ready') progress.show(`${name}: đặt thẻ lên / lay the card down (${seconds} s)`);
    await pause(look);
  }
}

const timed = (channel: CardChannel): CardChannel => ({
  ...channel,
  transmit: (command) => inTime(channel.transmit(command)),
});

/** @throws CommandFailed past the deadline of one exchange; native code is then still in it and cannot be called back */
async function inTime<T>(exchange: Promise<T>): Promise<T> {
  const ended = new AbortController();
  const overdue = pause(chipLimits.apduMs, undefined, { signal: ended.signal }).then(() => {
    throw new CommandFailed('DEVICE_TIMEOUT');
  });
  try {
    return await Promise.race([exchange, overdue]);
  } finally {
    overdue.catch(() => undefined);
    ended.abort();
  }
}

async function keep({ evidence, face }: ChipReading, wanted: CommandOf<'read'>): Promise<void> {
  if (wanted.evidence !== undefined) await writePrivately(wanted.evidence, `${JSON.stringify(evidence)}\n`);
  if (wanted.face === undefined) return;
  if (face) await writePrivately(wanted.face, Buffer.from(face.data, 'base64'));
  else console.error('Thẻ không có ảnh hiện được / The card has no picture that can be shown');
}

function show(reading: ChipReading, totalMs: number, json: boolean): void {
  const dg13 = dg13Of(reading.evidence);
  if (json) {
    console.log(JSON.stringify(readingAsJson(reading, dg13, totalMs)));
    return;
  }
  const lines = [
    ...personLines(reading.document),
    ...dg13Lines(dg13),
    ...statisticsLines(reading, totalMs),
    ...outcomeLines(outcomesOf(reading)),
  ];
  console.log(lines.join('\n'));
}
