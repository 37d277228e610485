import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { protocol, type Session } from 'electron';
import { contentPolicy } from '../../../contract/content-policy.ts';

const scheme = 'tram';
const host = 'kiosk';
export const pageUrl = `${scheme}://${host}/index.html`;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.opus': 'audio/ogg; codecs=opus',
};

/** Scheme and host compared as a whole: a URL that merely contains ours is somebody else's. */
export function isOwnUrl(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === `${scheme}:` && url.host === host && url.username === '' && url.password === '';
}

/** To be called before Electron is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Answers `tram://kiosk/` with the built page and nothing else. */
export function servePage(session: Session, directory: string): void {
  const files = listFiles(directory);
  session.protocol.handle(scheme, async (request) => {
    const file = isOwnUrl(request.url) ? files.get(new URL(request.url).pathname) : undefined;
    const type = contentTypes[extname(file ?? '')];
    if (request.method !== 'GET' || file === undefined || type === undefined)
      return new Response(null, { status: 404 });
    return new Response(await readFile(file), {
      headers: {
        'content-type': type,
        'content-security-policy': contentPolicy(),
        'x-content-type-options': 'nosniff',
        'permissions-policy': 'camera=(self), microphone=(), geolocation=(), clipboard-read=()',
        'cache-control': 'no-store',
      },
    });
  });
}

/** Only what lay there at the start is served, by its whole path: no path can climb out, and no link leads out. */
function listFiles(directory: string): Map<string, string> {
  return new Map(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [`/${relative(directory, file)}`, file]),
  );
}
