import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { demonstrationAccount } from '../../src/backend/adapters/bhxh/simulator.ts';
import type { BackendConfig } from '../../src/backend/config.ts';
import { createDatabase, type DatabaseLocation } from '../../src/backend/store/database.ts';
import { createSealing } from '../../src/backend/store/sealing.ts';
import type { Centre, ServiceDefinition } from '../../src/contract/services.ts';

export const letters = ['A', 'B', 'C', 'E', 'H', 'K', 'L', 'M', 'T', 'V'] as const;
export const queueOf = (letter: string): string => `queue-${letter.toLowerCase()}`;

const resources = join(import.meta.dirname, '../../resources');
const entry = join(import.meta.dirname, '../../src/backend/main.ts');

/** The server's own entry, in a process of its own, for a centre with ten queues and as many counters as wanted. */
export async function startCentre(folder: string, location: DatabaseLocation, options: { counters: number }) {
  await createDatabase(location, createSealing(Buffer.alloc(32, 7)));
  await mkdir(join(folder, 'trust'), { recursive: true });
  await layOut(join(folder, 'resources'), options.counters);
  await writeFile(join(folder, 'sealing.key'), Buffer.alloc(32, 7));
  const config: BackendConfig = {
    listen: { host: '127.0.0.1', port: 0 },
    databaseFile: 'file' in location ? location.file : 'none',
    sealingKeyFile: 'sealing.key',
    trustDirectory: 'trust',
    resourcesDirectory: 'resources',
    portal: {
      url: 'http://127.0.0.1:9',
      ...demonstrationAccount,
      employee: { hoTenCb: 'CÁN BỘ MẪU', cccdCb: '099080000001' },
      timeoutMs: 2_000,
    },
  };
  await writeFile(join(folder, 'backend.json'), JSON.stringify(config));
  const child = spawn(process.execPath, [...process.execArgv, entry, join(folder, 'backend.json')], {
    env: { ...process.env, ...('url' in location && { DATABASE_URL: location.url }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    port: (JSON.parse(said) as { port: number }).port,
    process: child.pid ?? 0,
    async end(): Promise<void> {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function layOut(directory: string, counters: number): Promise<void> {
  await cp(resources, directory, { recursive: true });
  const centre = JSON.parse(await readFile(join(directory, 'centre.json'), 'utf8')) as Centre;
  const [pattern] = centre.queues as [Centre['queues'][number]];
  const { label } = pattern;
  const queues = letters.map((letter) => ({ ...pattern, letter, id: queueOf(letter) }));
  const all = Array.from({ length: counters }, (_, index) => ({
    id: `${index}`,
    label,
    queues: [queueOf(letters[index % letters.length] ?? 'A')],
  }));
  await writeFile(
    join(directory, 'centre.json'),
    JSON.stringify({ ...centre, services: ['queue-ticket'], queues, counters: all }),
  );

  const [ticket, checkIn] = (await Promise.all(
    ['queue-ticket', 'insurance-check-in'].map(async (name): Promise<unknown> =>
      JSON.parse(await readFile(join(directory, `services/${name}.json`), 'utf8')),
    ),
  )) as [ServiceDefinition, ServiceDefinition];
  const options = queues.map(({ id }) => ({ id, label, queue: id }));
  const service: ServiceDefinition = {
    ...ticket,
    queue: queueOf('A'),
    questions: [
      { id: 'queue', kind: 'choice', title: label, options },
      ...checkIn.questions.filter(({ id }) => id === 'priority'),
    ],
  };
  await rm(join(directory, 'services'), { recursive: true });
  await mkdir(join(directory, 'services'));
  await writeFile(join(directory, 'services/queue-ticket.json'), JSON.stringify(service));
}
