import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readKey } from '../../src/main/backend/key.ts';
import { backendClient } from '../../src/main/backend/client.ts';
import { resources } from './support/backend.ts';
import { newSite, runServer } from './support/process.ts';
import { pageOf } from './support/staff.ts';

const run = promisify(execFile);
const inTree = (path: string) => join(import.meta.dirname, '../..', path);
const node = (entry: string, ...args: string[]) => run(process.execPath, [inTree(entry), ...args]);
const backend = (...args: string[]) => node('src/backend/main.ts', ...args);
const kiosk = (...args: string[]) => node('src/main/hosts/node/main.ts', ...args);

// What docs/operating.md tells an operator to type, in its order.
test('a new centre comes to its first administrator and its first kiosk', { timeout: 120_000 }, async () => {
  const site = await newSite();
  await backend('--init', site.configFile);
  const said = (await backend('--administrator', 'lan.nt', site.configFile)).stdout;
  const [, password = ''] = /: ([2-9a-z]{16})\n$/.exec(said) ?? [];
  await expect(backend('--administrator', 'lan.nt', site.configFile)).rejects.toMatchObject({
    stderr: expect.stringContaining('there is an account lan.nt already') as string,
  });

  const server = await runServer(site);
  const url = server.url ?? '';
  const signedIn = await pageOf(url).call('POST', '/v1/staff-sessions', { staff: 'lan.nt', password });
  expect(signedIn).toMatchObject({ status: 201, body: { role: 'administrator', passwordOnce: true } });

  const { stdout: shown } = await backend('--enrolment-code', 'kiosk-1', site.configFile);
  const [code = ''] = /[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(shown) ?? [];
  const dataDirectory = join(site.directory, 'kiosk');
  const settings = join(site.directory, 'kiosk.json');
  await writeFile(
    settings,
    JSON.stringify({
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
    }),
  );
  const wrong = kiosk('--enrol', 'AAAA-AAAA-AAAA', settings);
  await expect(wrong).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/Chưa đăng ký được.*Not enrolled/) as string,
  });
  const { stdout: enrolled } = await kiosk('--enrol', code, settings);
  expect(enrolled).toContain('Đã đăng ký máy này với tên kiosk-1. / This machine is enrolled as kiosk-1.');
  const client = backendClient({ url, key: readKey(dataDirectory), clock: { now: Date.now }, log: () => undefined });
  expect(await client.challenge()).toMatchObject({ ok: true });
  expect(server.output()).not.toContain(password);
});
