import { access } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type EstablishContext, type ReaderState, scard, ScardError } from '../../../drivers/pcsc/binding.ts';
import { knock } from '../../../drivers/pcsc/knock.ts';
import type { FindingCode } from '../findings/index.ts';
import type { Pcsc } from '../report-schema.ts';

/** Milliseconds: for pcscd to answer, and to name its readers and what lies on them. */
const answering = 2_000;
const naming = 1_500;

/** Not on the path of ordinary users. */
const pcscdProgram = '/usr/sbin/pcscd';

/** Why pcscd does not serve. */
export const pcscdFindings: Record<Exclude<Pcsc['pcscd'], 'running'>, FindingCode> = {
  stopped: 'PCSCD_STOPPED',
  silent: 'PCSCD_SILENT',
  denied: 'PCSCD_DENIED',
  'not-installed': 'PCSCD_NOT_INSTALLED',
  unknown: 'PCSC_LIBRARY_MISSING',
};

/** pcscd and all of its readers, whether or not the kiosk would use them. */
export async function findReaders(): Promise<Pcsc> {
  const establish = await loadBinding();
  if (!establish) return { pcscd: 'unknown', readers: [] };
  const pcscd = await pcscdState();
  if (pcscd !== 'running') return { pcscd, readers: [] };

  const readers = new Map<string, ReaderState>();
  try {
    // Not released, as in test-reader.ts.
    establish({
      reader: (state) => readers.set(state.name, state),
      gone: (name) => readers.delete(name),
      died: () => undefined,
    });
  } catch (error) {
    if (!(error instanceof ScardError)) throw error;
    return { pcscd: error.code === scard.SECURITY_VIOLATION ? 'denied' : 'stopped', readers: [] };
  }
  await pause(naming);
  return {
    pcscd: 'running',
    readers: [...readers.values()].map(({ name, card }) => ({ name, card: card !== 'none' })),
  };
}

/** What the socket of pcscd tells, or its absence. */
export async function pcscdState(): Promise<Exclude<Pcsc['pcscd'], 'unknown'>> {
  const answer = await knock(answering);
  if (answer === 'alive') return 'running';
  if (answer === 'absent') return (await isInstalled()) ? 'stopped' : 'not-installed';
  return answer;
}

/** Its native part does not load where libpcsclite1 is missing. */
async function loadBinding(): Promise<EstablishContext | undefined> {
  try {
    return (await import('../../../drivers/pcsc/pcsc-mini.ts')).establishByPcscMini;
  } catch {
    return undefined;
  }
}

const isInstalled = (): Promise<boolean> =>
  access(pcscdProgram).then(
    () => true,
    () => false,
  );
