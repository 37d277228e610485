import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readKey } from '../../src/main/backend/key.ts';
import { backendClient } from '../../src/main/backend/client.ts';
import { resources } from './support/backend.ts';
import { commandsOf } from './support/document.ts';
import { compileCache, newSite, runServer } from './support/process.ts';
import { pageOf } from './support/staff.ts';

const run = promisify(execFile);
const inTree = (path: string) => join(import.meta.dirname, '../..', path);
const env = { ...process.env, NODE_COMPILE_CACHE: compileCache };
const node = (entry: string, ...args: string[]) => run(process.execPath, [inTree(entry), ...args], { env });
const kiosk = (...args: string[]) => node('src/main/hosts/node/main.ts', ...args);

test('a new centre comes to its first administrator and its first kiosk', { timeout: 120_000 }, async () => {
  const site = await newSite();
  const backend = (...args: string[]) => node('src/backend/main.ts', ...args, site.configFile);
  const typed = commandsOf('server.md', 'Set-up on SQLite').map((line) => line.replace(/ *#.*/, '').split(' '));
  const [init = [], administrator = [], serve] = typed.map(([, ...args]) => args.slice(0, -1));
  expect(serve).toEqual([]);

  await backend(...init);
  const [{ stdout: said }, server] = await Promise.all([backend(...administrator), runServer(site)]);
  const [, password = ''] = /: ([2-9a-z]{16})\n$/.exec(said) ?? [];
  const url = server.url ?? '';
  const [again, { stdout: shown }, signedIn] = await Promise.all([
    backend(...administrator).catch((error: unknown) => error),
    backend('--enrolment-code', 'kiosk-1'),
    pageOf(url).call('POST', '/v1/staff-sessions', { staff: 'lan.nt', password }),
  ]);
  expect(again).toMatchObject({ stderr: expect.stringContaining('there is an account lan.nt already') as string });
  expect(signedIn).toMatchObject({ status: 201, body: { role: 'administrator', passwordOnce: true } });

  const [code = ''] = /[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(shown) ?? [];
  const settingsIn = async (dataDirectory: string): Promise<string> => {
    const settings = {
      dataDirectory,
      resourcesDirectory: resources,
      backend: { url },
      devices: {
        reader: { kind: 'pcsc' },
        scanner: { kind: 'none' },
        printer: { kind: 'escpos-tcp', host: '127.0.0.1', port: 9 },
        trustDirectory: site.directory,
      },
      maintenance: { keys: ['F2', 'F9', 'F4'], pin: 'scrypt$16384$8$1$AAAA$AAAA' },
    };
    await writeFile(`${dataDirectory}.json`, JSON.stringify(settings));
    return `${dataDirectory}.json`;
  };
  const dataDirectory = join(site.directory, 'kiosk');
  const [wrong, { stdout: enrolled }] = await Promise.all([
    kiosk('--enrol', 'AAAA-AAAA-AAAA', await settingsIn(join(site.directory, 'other'))).catch(
      (error: unknown) => error,
    ),
    kiosk('--enrol', code, await settingsIn(dataDirectory)),
  ]);
  expect(wrong).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/Chưa đăng ký được.*Not enrolled/) as string,
  });
  expect(enrolled).toContain('Đã đăng ký máy này với tên kiosk-1. / This machine is enrolled as kiosk-1.');
  const client = backendClient({ url, key: readKey(dataDirectory), clock: { now: Date.now }, log: () => undefined });
  expect(await client.challenge()).toMatchObject({ ok: true });
  expect(server.output()).not.toContain(password);
});
