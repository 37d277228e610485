import { setTimeout as pause } from 'node:timers/promises';
import type { ReaderConfig } from '../../drivers/host/config.ts';
import { type CardChannel, CardLost, type CardReader } from '../../drivers/ports.ts';
import { openDirectReader } from '../../drivers/simulated/chip/direct-reader.ts';
import { chipLimits } from '../../src/contract/chip.ts';
import type { ReaderStatus } from '../../src/contract/devices.ts';
import type { FailureCode } from '../../src/contract/failures.ts';
import type { Text } from '../../src/contract/text.ts';
import { checkOf } from './check.ts';
import { unknownHolder } from './device-file-checks.ts';
import { runningKiosk } from './holders.ts';
import { thisMachine } from './look/machine.ts';
import { findReaders, pcscdFindings, pcscdState } from './look/pcsc.ts';
import type { Check } from './report-schema.ts';

/** Milliseconds: for pcscd to answer and to name its readers, for it to see what lies on one, and between two looks. */
const opening = 6_000;
const noticing = 500;
const look = 20;

/** SELECT by name of the eMRTD application (ICAO 9303-10 §3.6): every chip answers something, and nothing of anybody's. */
const selectDocument = Uint8Array.of(0x00, 0xa4, 0x04, 0x0c, 0x07, 0xa0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01);

/** The reader by its driver; of a card that lies on it the ATR and one answer, no personal data. */
export async function testReader(config: ReaderConfig): Promise<Check> {
  const opened = await openReader(config);
  if (!('connect' in opened)) return opened;
  // Not closed: right after an event pcsc-mini's stop() may wait for ever. pcscd hears of the process's end.
  const status = await settled(opened);
  if (status.state !== 'ready') return notReady(status.state, config);
  const name = status.name ?? config.kind;
  if (status.mute) return checkOf('reader', 'CARD_MUTE', { name });
  if (!status.card) return checkOf('reader', 'READER_READY', { name });
  return testCard(opened, config, name);
}

async function openReader(config: ReaderConfig): Promise<CardReader | Check> {
  if (config.kind === 'simulated') return openDirectReader(config);
  if (config.socket !== undefined) process.env.PCSCLITE_CSOCK_NAME = config.socket;
  try {
    const { openPcscReader } = await import('../../drivers/pcsc/reader.ts');
    return openPcscReader(config);
  } catch {
    return checkOf('reader', config.binding === 'pcsclite' ? 'PCSCLITE_NOT_BUILT' : 'PCSC_LIBRARY_MISSING');
  }
}

async function settled(reader: CardReader): Promise<ReaderStatus> {
  await until(() => reader.status().state !== 'starting', opening);
  await until(() => reader.status().card, noticing);
  return reader.status();
}

async function until(is: () => boolean, patience: number): Promise<void> {
  const deadline = performance.now() + patience;
  while (!is() && performance.now() < deadline) await pause(look);
}

async function notReady(state: Exclude<ReaderStatus['state'], 'ready'>, config: ReaderConfig): Promise<Check> {
  const { name: user } = await thisMachine.user();
  switch (state) {
    case 'denied':
      return checkOf('reader', 'PCSCD_DENIED', { user });
    case 'failed':
      return checkOf('reader', 'READER_FAILED');
    case 'starting':
    case 'service-down': {
      const pcscd = await pcscdState();
      return checkOf('reader', pcscdFindings[pcscd === 'running' ? 'silent' : pcscd], { user });
    }
    case 'absent': {
      const wanted = config.kind === 'pcsc' ? config.name : undefined;
      const isOther = wanted !== undefined && (await findReaders()).readers.length > 0;
      return isOther ? checkOf('reader', 'READER_NOT_NAMED', { wanted }) : checkOf('reader', 'READER_ABSENT');
    }
  }
}

const documents: Record<'icao' | 'other', Text> = {
  icao: { vi: 'có ứng dụng giấy tờ ICAO', en: 'it has the ICAO document application' },
  other: { vi: 'không phải giấy tờ ICAO', en: 'it is no ICAO document' },
};

async function testCard(reader: CardReader, config: ReaderConfig, name: string): Promise<Check> {
  const connected = await reader.connect();
  if (!connected.ok) return noConnection(connected.code, reader, config, name);
  const channel = connected.value;
  const atr = atrOf(channel);
  const answered = new AbortController();
  try {
    const overdue = pause(chipLimits.apduMs, undefined, { signal: answered.signal });
    const answer = await Promise.race([channel.transmit(selectDocument), overdue]);
    // A mute card holds the channel: nobody can close it.
    if (!answer) return checkOf('reader', 'CARD_MUTE', { name });
    const status = Buffer.from(answer.slice(-2)).toString('hex').toUpperCase();
    const document = documents[status === '9000' ? 'icao' : 'other'];
    await channel.close();
    return checkOf('reader', 'CARD_ANSWERS', { name, atr, status, document });
  } catch (error) {
    if (error instanceof CardLost) return checkOf('reader', 'CARD_LIFTED');
    throw error;
  } finally {
    answered.abort();
  }
}

/** Begins with 3B or 3F (ISO 7816-3 §8.1). What pcsc-mini 0.1.3 gives with its events may be freed memory and does not. */
const atrOf = ({ kind = '' }: CardChannel): string => / (3[bf](?:[0-9a-f]{2})+)$/.exec(kind)?.[1] ?? '?';

/** Reader and card are there, and PC/SC gives no connection: by its code, and by what became of the reader meanwhile. */
async function noConnection(code: FailureCode, reader: CardReader, config: ReaderConfig, name: string): Promise<Check> {
  const { state } = reader.status();
  if (state !== 'ready') return notReady(state, config);
  switch (code) {
    case 'CARD_REMOVED':
      return checkOf('reader', 'CARD_LIFTED');
    case 'CARD_UNREADABLE':
      return checkOf('reader', 'CARD_MUTE', { name });
    case 'CARD_NOT_SUPPORTED':
      return checkOf('reader', 'CARD_NOT_SUPPORTED', { name });
    case 'READER_MISSING':
    case 'DEVICE_TIMEOUT': {
      const kiosk = await runningKiosk();
      const facts = { holder: kiosk?.program ?? unknownHolder, stop: kiosk?.stop ?? 'sudo systemctl restart pcscd' };
      return checkOf('reader', 'CARD_HELD', { name, ...facts });
    }
    default:
      throw new Error(`a reader's connect() does not fail with ${code}`);
  }
}
