import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const systemSocket = '/run/pcscd/pcscd.comm';
const enumeration = 700;

/** The first real reader of the system's own pcscd. Debian's vsmartcard-vpcd adds virtual ones, which are none. */
export async function findRealReader(): Promise<string | undefined> {
  if (!existsSync(systemSocket)) return undefined;
  const names: string[] = [];
  try {
    const { Client } = await import('pcsc-mini');
    const client = new Client();
    client.on('error', () => undefined);
    client.on('reader', (reader) => void names.push(reader.name()));
    client.start();
    await delay(enumeration);
    client.stop();
  } catch {
    // No libpcsclite, or a socket that nobody answers.
  }
  return names.find((name) => !name.startsWith('Virtual PCD'));
}
