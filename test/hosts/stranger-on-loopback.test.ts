import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { Command } from '../../src/contract/commands.ts';
import { ok } from '../../src/contract/result.ts';
import { startNodeHost, type NodeHost } from '../../src/main/hosts/node/host.ts';
import { initialState } from '../../src/main/session/state.ts';
import { toView } from '../../src/main/session/to-view.ts';
import { context, devices } from '../support/samples.ts';

const renderer = mkdtempSync(join(tmpdir(), 'tram-'));
const received: Command[] = [];
let host: NodeHost;
let origin: string;

beforeAll(async () => {
  writeFileSync(join(renderer, 'index.html'), '<!doctype html><title>Trạm</title>');
  host = await startNodeHost(
    {
      handle: (command) => Promise.resolve(ok(void received.push(command))),
      watchView: (listener) => {
        listener(
          toView(initialState(devices()), context, {
            revision: 1,
            simulated: [],
            version: 'test',
            panelShortSide: 336,
            at: 0,
          }),
        );
        return () => undefined;
      },
      close: () => Promise.resolve(),
    },
    { rendererDirectory: renderer, crash: (error) => expect.unreachable(String(error)) },
  );
  origin = new URL(host.entrance()).origin;
});
afterAll(async () => {
  await host.close();
  rmSync(renderer, { recursive: true });
});

const enter = (url: string, cookie = '') => fetch(url, { redirect: 'manual', headers: cookie ? { cookie } : {} });

async function cookieOf(url: string): Promise<string> {
  return (await enter(url)).headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** What the host says to a page that opens the socket so; or that it refused. */
function open(headers: Record<string, string>): Promise<{ socket: WebSocket; first: string } | 'refused'> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/kiosk`, { headers });
    socket.on('error', () => resolve('refused'));
    socket.on('message', (data: Buffer) => resolve({ socket, first: data.toString() }));
  });
}

describe('a program or page that is not the kiosk’s screen', () => {
  it('gets no page without the key, and the key opens once', async () => {
    expect((await fetch(origin)).status).toBe(403);
    expect((await enter(`${origin}/enter?key=guess`)).status).toBe(403);
    const entrance = host.entrance();
    expect((await enter(entrance)).status).toBe(302);
    expect((await enter(entrance)).status).toBe(403);
  });

  it('a page of another site cannot reach it by a name that leads here', async () => {
    const cookie = await cookieOf(host.entrance());
    const status = await new Promise((resolve) => {
      request(origin, { headers: { host: 'attacker.example', cookie } }, (response) =>
        resolve(response.statusCode),
      ).end();
    });
    expect(status).toBe(403);
  });

  it('gets no socket: without cookie, or from another origin', async () => {
    const cookie = await cookieOf(host.entrance());
    expect(await open({ origin })).toBe('refused');
    expect(await open({ cookie, origin: 'http://127.0.0.1:1' })).toBe('refused');
    expect(await open({ cookie, origin: `${origin}.attacker.example` })).toBe('refused');
  });

  it('cannot climb out of the folder of the page', async () => {
    const cookie = await cookieOf(host.entrance());
    expect((await enter(`${origin}/..%2f..%2fetc%2fpasswd`, cookie)).status).not.toBe(200);
  });
});

it('a stranger who is refused and tears the connection hurts nobody', async () => {
  const { port } = new URL(origin);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write('GET /kiosk HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      socket.resetAndDestroy();
      resolve();
    });
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await fetch(origin)).status).toBe(403);
});

describe('the kiosk’s screen', () => {
  it('sees the view, may send commands, and is cut off when it babbles', async () => {
    const cookie = await cookieOf(host.entrance());
    const page = await open({ cookie, origin });
    if (page === 'refused') throw new Error('refused');
    expect(JSON.parse(page.first)).toMatchObject({ view: { page: { name: 'home' } } });
    const reply = new Promise<string>((resolve) =>
      page.socket.on('message', (data: Buffer) => resolve(data.toString())),
    );
    page.socket.send(JSON.stringify({ id: 7, command: { type: 'choose-service', service: 'queue-ticket' } }));
    expect(JSON.parse(await reply)).toEqual({ reply: { id: 7, result: { ok: true } } });
    expect(received).toEqual([{ type: 'choose-service', service: 'queue-ticket' }]);
    const closed = new Promise((resolve) => page.socket.on('close', resolve));
    page.socket.send('x'.repeat(10_000));
    await closed;
  });

  it('may send a portrait, and nothing longer', async () => {
    const cookie = await cookieOf(host.entrance());
    const page = await open({ cookie, origin });
    if (page === 'refused') throw new Error('refused');
    const jpeg = 'A'.repeat(400_000);
    const reply = new Promise<string>((resolve) =>
      page.socket.on('message', (data: Buffer) => resolve(data.toString())),
    );
    page.socket.send(JSON.stringify({ id: 8, command: { type: 'photo', jpeg } }));
    expect(JSON.parse(await reply)).toEqual({ reply: { id: 8, result: { ok: true } } });
    const closed = new Promise((resolve) => page.socket.on('close', resolve));
    page.socket.send(JSON.stringify({ id: 9, command: { type: 'photo', jpeg: `${jpeg}${jpeg}` } }));
    await closed;
    expect(received.at(-1)).toEqual({ type: 'photo', jpeg });
  });

  it('may use the camera, and not the microphone', async () => {
    const policy = (await fetch(origin)).headers.get('permissions-policy');
    expect(policy).toContain('camera=(self)');
    expect(policy).toContain('microphone=()');
  });

  it('may not be framed by anybody', async () => {
    const response = await fetch(origin);
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });
});
