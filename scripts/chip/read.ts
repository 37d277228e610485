import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type TrustStore, readDocument, selfTest } from '../../drivers/emrtd/index.ts';
import type { CardChannel, CardReader } from '../../drivers/ports.ts';
import { type DocumentRead, chipLimits } from '../../src/contract/chip.ts';
import { printable } from '../terminal/printable.ts';
import type { CommandOf } from './arguments.ts';
import { cardCodeOf } from './card-code.ts';
import { detailLines, detailsOf } from './details.ts';
import { CommandFailed, type ExitCode, exitCodes } from './exit-codes.ts';
import { checkWritable, openTrust, writePrivately } from './files.ts';
import { type Progress, openProgress } from './progress.ts';
import { notProved, outcomeLines, outcomesOf, personLines, readingAsJson, statisticsLines } from './report.ts';
import { emptyLines } from './trust-report.ts';

/** Milliseconds in which a running pcscd names all its readers. */
const enumeration = 1_500;
const look = 20;

/** `npm run chip -- read` */
export async function read(wanted: CommandOf<'read'>): Promise<ExitCode> {
  if (!selfTest()) throw new Error('the worked examples of ICAO 9303-11 come out wrong');
  await checkWritable(wanted.evidence);
  await checkWritable(wanted.face);
  const trust = await openTrust(wanted.trust);
  const code = await cardCodeOf(wanted);

  const progress = openProgress();
  const reader = await openReader(wanted.reader);
  try {
    await untilCard(reader, wanted, progress);
    const connected = await inTime(reader.connect());
    if (!connected.ok) throw new CommandFailed(connected.code);
    const channel = connected.value;

    const started = performance.now();
    const result = await readDocument(
      timed(channel),
      {
        ...code,
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
    show(result.value, trust, totalMs, wanted.json);
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
    throw new CommandFailed('READER_MISSING', { vi: 'thiếu libpcsclite1', en: 'libpcsclite1 is missing' });
  }
}

async function untilCard(reader: CardReader, wanted: CommandOf<'read'>, progress: Progress): Promise<void> {
  const patience = wanted.timeout * 1_000;
  const started = performance.now();
  for (;;) {
    const { state, card, name = '' } = reader.status();
    const waited = performance.now() - started;
    if (state === 'ready' && card) return;
    if (state === 'service-down')
      throw new CommandFailed('READER_MISSING', { vi: 'pcscd không chạy', en: 'pcscd is not running' });
    if (state === 'absent' && waited > enumeration) throw noReader(wanted.reader);
    if (waited > patience) throw new CommandFailed('CARD_ABSENT');
    const seconds = Math.ceil((patience - waited) / 1_000);
    if (state === 'ready') progress.show(`${name}: đặt thẻ lên / lay the card down (${seconds} s)`);
    await pause(look);
  }
}

const noReader = (name: string | undefined) =>
  new CommandFailed(
    'READER_MISSING',
    name === undefined
      ? { vi: 'pcscd đang chạy nhưng không thấy đầu đọc', en: 'pcscd is running but sees no reader' }
      : { vi: 'không có đầu đọc nào tên chứa --reader', en: 'the name of no reader contains --reader' },
  );

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

async function keep({ evidence, face }: DocumentRead, wanted: CommandOf<'read'>): Promise<void> {
  if (wanted.evidence !== undefined) await writePrivately(wanted.evidence, `${JSON.stringify(evidence)}\n`);
  if (wanted.face === undefined) return;
  if (face) await writePrivately(wanted.face, Buffer.from(face.data, 'base64'));
  else console.error('Thẻ không có ảnh hiện được / The card has no picture that can be shown');
}

function show(reading: DocumentRead, trust: TrustStore, totalMs: number, json: boolean): void {
  const details = detailsOf(reading.evidence);
  if (json) {
    console.log(JSON.stringify(readingAsJson(reading, details, totalMs)));
    return;
  }
  const lines = [
    ...personLines(reading.document),
    ...detailLines(details),
    ...statisticsLines(reading, totalMs),
    ...outcomeLines(outcomesOf(reading)),
    ...emptyLines(trust),
  ];
  console.log(lines.join('\n'));
}
