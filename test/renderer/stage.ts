import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';
import { commandSchema, type Command } from '../../src/contract/commands.ts';
import { failed, ok } from '../../src/contract/result.ts';
import type { Page, SessionView } from '../../src/contract/session-view.ts';
import { usualSettings } from '../../src/contract/settings.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

const requestSchema = z.strictObject({ id: z.int(), command: commandSchema });

/** Serves the built page and stands in the core's place: plays the views it is given, keeps the commands it gets. */
export async function openStage(folder: string) {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://stage').pathname);
    const file = join(folder, path === '/' ? 'index.html' : path);
    readFile(file).then(
      (content) => response.setHeader('Content-Type', types[extname(file)] ?? 'text/plain').end(content),
      () => response.writeHead(404).end(),
    );
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const commands: Command[] = [];
  const clients = new Set<WebSocket>();
  let latest: SessionView | undefined;
  const webSockets = new WebSocketServer({ server, path: '/kiosk' });
  webSockets.on('connection', (client) => {
    clients.add(client);
    client.on('close', () => clients.delete(client));
    client.on('message', (data) => {
      const request = requestSchema.safeParse(JSON.parse((data as Buffer).toString()));
      if (!request.success) throw new Error(`the page sent what is no command: ${(data as Buffer).toString()}`);
      commands.push(request.data.command);
      const result = request.data.command.type === 'cancel' ? failed('OUT_OF_TURN') : ok(undefined);
      client.send(JSON.stringify({ reply: { id: request.data.id, result } }));
    });
    if (latest) client.send(JSON.stringify({ view: latest }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    address: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`,
    commands,
    play(view: SessionView) {
      latest = view;
      for (const client of clients) client.send(JSON.stringify({ view }));
    },
    /** Sends bytes as they are, to see what the page makes of them; no view waits for a page that asks anew. */
    say(text: string) {
      latest = undefined;
      for (const client of clients) client.send(text);
    },
    callers: () => clients.size,
    /** The core dies: connections break and no view waits for the next one. */
    die() {
      latest = undefined;
      for (const client of clients) client.terminate();
    },
    async close() {
      webSockets.close();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export const viewOf = (page: Page, revision = 0): SessionView => ({
  revision,
  language: 'vi',
  centre: { vi: 'Bệnh viện Đa khoa Mẫu', en: 'Mẫu General Hospital' },
  page,
  settings: usualSettings,
  packs: [],
  panelShortSide: 336,
  simulated: [],
});
