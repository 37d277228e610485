import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastifyStatic from '@fastify/static';
import fastify from 'fastify';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { z } from '../../../contract/zod.ts';
import { screen } from '../../delays.ts';
import type { Kiosk } from '../../kiosk-port.ts';
import { contentPolicy } from '../../../contract/content-policy.ts';
import { dispatch } from '../dispatch.ts';

/** A portrait: 400,000 characters of base64, and what is around them. */
const LONGEST_MESSAGE = 401_000;
const COOKIE = 'tram';

const messageSchema = z.strictObject({ id: z.int().nonnegative(), command: z.unknown() });

export interface NodeHost {
  /** An address that lets one browser in, once and soon. */
  entrance(): string;
  close(): Promise<void>;
}

/**
 * Serves the kiosk's page on loopback to the one browser that was given the key. Another program of this machine has no key,
 * and a web page elsewhere has neither origin nor host name.
 */
export async function startNodeHost(
  kiosk: Kiosk,
  options: { rendererDirectory: string; frameOrigin?: string; crash: (error: unknown) => void },
): Promise<NodeHost> {
  const keys = new Set<string>();
  const cookie = randomBytes(32).toString('base64url');
  const server = fastify();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_MESSAGE });
  const origin = () => `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;

  const admitted = (request: IncomingMessage): boolean => {
    const given = Buffer.from(/(?:^|; )tram=([\w-]{43})(?:;|$)/.exec(request.headers.cookie ?? '')?.[1] ?? '');
    return given.length === cookie.length && timingSafeEqual(given, Buffer.from(cookie));
  };

  server.addHook('onRequest', async (request, reply) => {
    void reply.headers({
      'content-security-policy': contentPolicy(
        options.frameOrigin === undefined ? {} : { frameAncestors: options.frameOrigin },
      ),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'permissions-policy': 'camera=(self), microphone=(), geolocation=(), clipboard-read=()',
      'cache-control': 'no-store',
    });
    const entering = request.routeOptions.url === '/enter';
    if (`http://${request.headers.host ?? ''}` !== origin() || !(entering || admitted(request.raw))) {
      return reply.code(403).type('text/plain; charset=utf-8').send('Trang này chỉ mở trên màn hình của ki-ốt.\n');
    }
  });

  server.get<{ Querystring: { key?: string } }>('/enter', (request, reply) => {
    if (!admitted(request.raw)) {
      if (!keys.delete(request.query.key ?? '')) return reply.code(403).send();
      void reply.header('set-cookie', `${COOKIE}=${cookie}; HttpOnly; SameSite=Lax; Path=/`);
    }
    return reply.redirect('/');
  });
  await server.register(fastifyStatic, { root: options.rendererDirectory, cacheControl: false });

  server.server.on('upgrade', (request, socket, head) => {
    // Whoever is refused may also tear the connection; nobody else would listen to that.
    socket.on('error', () => socket.destroy());
    if (request.url !== '/kiosk' || request.headers.origin !== origin() || !admitted(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (page) => serve(page));
  });

  function serve(page: WebSocket): void {
    const tell = (message: object) => page.send(JSON.stringify(message));
    const stop = kiosk.watchView((view) => tell({ view }));
    page.on('close', stop);
    page.on('error', () => page.terminate());
    page.on('message', (data, isBinary) => {
      const message = isBinary ? undefined : messageSchema.safeParse(json(data)).data;
      if (!message) {
        page.terminate();
        return;
      }
      dispatch(kiosk, message.command).then((result) => tell({ reply: { id: message.id, result } }), options.crash);
    });
  }

  await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    entrance: () => {
      const key = randomBytes(24).toString('base64url');
      keys.add(key);
      setTimeout(() => keys.delete(key), screen.entrance).unref();
      return `${origin()}/enter?key=${key}`;
    },
    close: async () => {
      for (const page of sockets.clients) page.terminate();
      await server.close();
    },
  };
}

function json(data: RawData): unknown {
  try {
    return JSON.parse((data as Buffer).toString());
  } catch {
    return undefined;
  }
}
