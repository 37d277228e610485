import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { contentPolicy } from '../contract/content-policy.ts';
import type { Routes } from './http.ts';

/** Names of assets hold a hash of their content; a page is asked for anew each time. */
const cacheControl = (path: string) => (path.endsWith('.html') ? 'no-cache' : 'public, max-age=31536000, immutable');

/**
 * GET /counter, where clerks call numbers, and GET /board, for the screens of the hall (`?queue=general&queue=eyes`: of these queues
 * only). Neither page holds anything personal or secret: what they show they ask for.
 * @param folder as vite built it
 * @throws where it was not built
 */
export function pageRoutes(folder: string): (routes: Routes) => void {
  const files = Object.entries({ '/counter': 'counter.html', '/board': 'board.html' });
  for (const [, file] of files)
    if (!existsSync(join(folder, file))) throw new Error(`${folder} holds no ${file}: the pages are not built`);

  return (routes) => {
    routes.register(fastifyStatic, {
      root: join(folder, 'assets'),
      prefix: '/assets/',
      index: false,
      cacheControl: false,
      setHeaders: (reply, path) => void reply.header('cache-control', cacheControl(path)),
    });
    for (const [path, file] of files)
      routes.get(path, (_request, reply) =>
        reply.header('content-security-policy', contentPolicy()).sendFile(file, folder),
      );
  };
}
