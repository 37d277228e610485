import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { people } from '../people.ts';
import type { Bench } from './bench.ts';
import { benchCommandSchema } from './commands.ts';

/** What the panel's page shows of the demonstration besides the bench itself. */
interface PanelTexts {
  /** Keys that open the maintenance page, and its PIN. */
  maintenance: { keys: string[]; pin: string };
}

interface FramedKiosk {
  origin: string;
  /** A new address that lets one browser in, once. */
  entrance(): Promise<string>;
}

export interface Panel {
  /** `http://127.0.0.1:PORT`; the kiosk's page must allow it as a frame's ancestor. */
  origin: string;
  /** Puts the kiosk's page into the panel's frame. Without it the panel shows the bench alone. */
  frame(kiosk: FramedKiosk): void;
  close(): Promise<void>;
}

const files: Record<string, { file: string; type: string }> = {
  '/': { file: 'panel.html', type: 'text/html; charset=utf-8' },
  '/panel.js': { file: 'panel.js', type: 'text/javascript; charset=utf-8' },
  '/panel.css': { file: 'panel.css', type: 'text/css; charset=utf-8' },
};

/** Room for `scan-text` at its longest. */
const bodyLimit = 4_900;

/** The bench as a page on loopback. Demonstration only: whoever opens it steers the simulated devices. */
export async function startPanel(bench: Bench, texts: PanelTexts): Promise<Panel> {
  const watchers = new Set<ServerResponse>();
  let origin = '';
  let kiosk: FramedKiosk | undefined;

  const tell = (watcher: ServerResponse) => watcher.write(`data: ${JSON.stringify(bench.state())}\n\n`);
  const stopWatching = bench.watch(() => {
    for (const watcher of watchers) tell(watcher);
  });

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    // A page elsewhere can send requests here, by name rebinding even with answers: Host and Origin give it away.
    if (request.headers.host !== origin.replace('http://', '')) return end(response, 421);
    setHeaders(response, kiosk?.origin);
    const path = (request.url ?? '/').split('?')[0] ?? '/';

    if (request.method === 'POST') {
      if (request.headers.origin !== origin) return end(response, 403);
      if (path === '/commands') return obey(request, response);
      if (path === '/entrance' && kiosk) return json(response, { url: await kiosk.entrance() });
      return end(response, 404);
    }
    if (request.method !== 'GET') return end(response, 405);
    if (path === '/events') return watch(request, response);
    if (path === '/state') return json(response, bench.state());
    if (path === '/bench')
      return json(response, {
        people: people.map(({ id, fullName, personalNumber }) => ({ id, name: fullName, number: personalNumber })),
        ...texts,
      });
    if (path === '/ticket.png') return picture(response);
    if (path === '/favicon.ico') return end(response, 204);
    const file = files[path];
    if (!file) return end(response, 404);
    return response
      .writeHead(200, { 'content-type': file.type })
      .end(await readFile(join(import.meta.dirname, file.file)));
  }

  async function obey(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const command = benchCommandSchema.safeParse(await readJson(request));
    if (!command.success) return end(response, 400);
    const result = await bench.obey(command.data);
    return end(response, result.ok ? 204 : 409);
  }

  function watch(request: IncomingMessage, response: ServerResponse): unknown {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    watchers.add(response);
    request.on('close', () => watchers.delete(response));
    return tell(response);
  }

  function picture(response: ServerResponse): unknown {
    const paper = bench.papers().at(-1);
    if (!paper) return end(response, 404);
    return response.writeHead(200, { 'content-type': 'image/png' }).end(paper.png);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    frame: (framed) => {
      kiosk = framed;
    },
    async close() {
      stopWatching();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function setHeaders(response: ServerResponse, frameOrigin = "'none'"): void {
  response.setHeader(
    'content-security-policy',
    `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src ${frameOrigin}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  );
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cache-control', 'no-store');
}

const end = (response: ServerResponse, status: number) => response.writeHead(status).end();

const json = (response: ServerResponse, body: unknown) =>
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));

async function readJson(request: IncomingMessage): Promise<unknown> {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > bodyLimit) return undefined;
  }
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
