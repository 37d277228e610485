import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pageRoutes } from '../../src/backend/pages.ts';
import { startBackend } from './support/backend.ts';
import { temporaryDirectory } from './support/databases.ts';

async function builtPages(): Promise<string> {
  const folder = await temporaryDirectory();
  await mkdir(join(folder, 'assets'));
  for (const name of ['counter.html', 'board.html', 'index.html'])
    await writeFile(join(folder, name), `<p>${name}</p>`);
  await writeFile(join(folder, 'assets/page-1a2b.js'), 'let a;');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  return folder;
}

/** Unlike fetch it leaves the path as it is. */
function statusOf(url: string, path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

test('a page may load and ask nothing but this server, and is asked for anew each time', async () => {
  const { url } = await startBackend({ pagesDirectory: await builtPages() });
  for (const page of ['counter', 'board']) {
    const { status, headers } = await fetch(`${url}/${page}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const policy = new Map(
      headers
        .get('content-security-policy')
        ?.split('; ')
        .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1).join(' ')]),
    );
    expect(policy.get('default-src')).toBe("'none'");
    expect(policy.get('script-src')).toBe("'self'");
    expect(policy.get('style-src')).toBe("'self'");
    expect(policy.get('connect-src')).toBe("'self'");
    expect(policy.get('frame-ancestors')).toBe("'none'");
  }
  const asset = await fetch(`${url}/assets/page-1a2b.js`);
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(asset.headers.get('content-type')).toContain('javascript');
});

test('nothing else is given out', async () => {
  const { url } = await startBackend({ pagesDirectory: await builtPages() });
  for (const path of [
    '/assets/../secret.txt',
    '/assets/%2e%2e/secret.txt',
    '/assets/..%2fsecret.txt',
    '/assets/%252e%252e/secret.txt',
    '/assets/....//secret.txt',
    '/assets/',
    '/secret.txt',
    '/index.html',
    '/counter.html',
  ])
    expect(await statusOf(url, path), path).toBeGreaterThanOrEqual(400);
});

test('a server whose pages were not built does not start', async () => {
  const nothing = await temporaryDirectory();
  expect(() => pageRoutes(nothing)).toThrow('the pages are not built');
});
