import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** Debian's, as the set-up installs it. */
const programs = '/usr/lib/postgresql/15/bin';

/**
 * A PostgreSQL of our own on loopback, in a folder that goes when it is closed. It refuses to run as root: there Debian's user
 * `postgres` runs it.
 * @param settings as `postgres -c` takes them
 */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'pg-'));
  const asOther = await becomePostgres(directory);
  const data = join(directory, 'data');
  const initdb = [...asOther, join(programs, 'initdb'), '--no-sync', '-A', 'trust', '-U', 'tram', '-E', 'UTF8'];
  await run('env', [...initdb, '--locale', 'C', '-D', data]);

  const port = await freePort();
  const url = `postgres://tram@127.0.0.1:${port}/postgres`;
  const all = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', max_connections: 200, ...settings };
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const start = async () => {
    const postgres = [...asOther, join(programs, 'postgres'), '-D', data, ...options];
    // `env` becomes the program that it is given: signals reach PostgreSQL itself.
    const server = spawn('env', postgres, { stdio: 'ignore' });
    await untilServing(url, server);
    return server;
  };
  let server = await start();
  const stop = async (signal: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill(signal);
    await once(server, 'exit');
  };
  return {
    url,
    /** Of its first process, whose children the others are. */
    process: () => server.pid,
    /** SIGINT: connections are cut. SIGQUIT: as after a crash. */
    stop,
    async startAgain(): Promise<void> {
      server = await start();
    },
    async close(): Promise<void> {
      await stop('SIGINT');
      await rm(directory, { recursive: true, force: true });
    },
  };
}
export type Postgres = Awaited<ReturnType<typeof startPostgres>>;

async function becomePostgres(directory: string): Promise<string[]> {
  if (process.getuid?.() !== 0) return [];
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (which) => Number((await run('id', [which, 'postgres'])).stdout)),
  );
  await chown(directory, uid ?? 0, gid ?? 0);
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
}

async function untilServing(url: string, server: ReturnType<typeof spawn>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (server.exitCode !== null) throw new Error('PostgreSQL ended at its start');
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await delay(50);
    }
  }
  throw new Error('PostgreSQL does not serve');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
