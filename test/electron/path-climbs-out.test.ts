import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { servePage } from '../../src/main/hosts/electron/scheme.ts';
import { FakeSession } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

const directory = mkdtempSync(join(tmpdir(), 'tram-scheme-'));
const page = join(directory, 'renderer');
mkdirSync(join(page, 'assets'), { recursive: true });
writeFileSync(join(page, 'index.html'), '<!doctype html>');
writeFileSync(join(page, 'assets/index-a1.js'), 'export {};');
writeFileSync(join(page, 'assets/notes.txt'), 'not a type that the page needs');
writeFileSync(join(directory, 'secret.html'), 'secret');
symlinkSync(join(directory, 'secret.html'), join(page, 'link.html'));
const session = new FakeSession();
servePage(session.asSession, page);

afterAll(() => rmSync(directory, { recursive: true }));

async function ask(url: string, method = 'GET'): Promise<Response> {
  // Not `new Request`, which would tidy the URL before the handler sees it.
  const answer = await session.schemeHandler?.({ url, method });
  if (!answer) throw new Error('nobody serves the page');
  return answer;
}

test('the page is served with its type and its policy', async () => {
  const html = await ask('tram://kiosk/index.html');
  expect(html.status).toBe(200);
  expect(await html.text()).toBe('<!doctype html>');
  expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(html.headers.get('x-content-type-options')).toBe('nosniff');
  const policy = html.headers.get('content-security-policy')?.split('; ');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy?.join()).not.toMatch(/unsafe|\*|https?:/);
  const script = await ask('tram://kiosk/assets/index-a1.js');
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
});

test.each([
  'tram://kiosk/../secret.html',
  'tram://kiosk/%2e%2e/secret.html',
  'tram://kiosk/..%2fsecret.html',
  'tram://kiosk/assets/../../secret.html',
  'tram://kiosk/..\\secret.html',
  'tram://kiosk//etc/passwd',
  'tram://kiosk/etc/passwd',
  'tram://kiosk/link.html',
  'tram://kiosk/index.html%00.js',
  'tram://kiosk/assets',
  'tram://kiosk/assets/notes.txt',
  'tram://kiosk/',
  'tram://kiosk/__proto__',
  'tram://other/index.html',
  'https://example.com/index.html',
])('%s is not found', async (url) => {
  const answer = await ask(url);
  expect(answer.status).toBe(404);
  expect(await answer.text()).toBe('');
});

test('the page can only be read', async () => {
  expect((await ask('tram://kiosk/index.html', 'POST')).status).toBe(404);
});
