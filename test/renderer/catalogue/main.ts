import { join } from 'node:path';
import { createServer, type Plugin } from 'vite';
import renderer from '../../../src/renderer/vite.config.ts';

const root = import.meta.dirname;
const repository = join(root, '../../..');

/** The samples of the tests, as they are at each request. */
const samples: Plugin = {
  name: 'tram:samples',
  configureServer(server) {
    server.middlewares.use('/samples.json', (_, response, next) => {
      server
        .ssrLoadModule(join(root, '../sample-views.ts'))
        .then(
          ({ sampleViews }) => response.setHeader('Content-Type', 'application/json').end(JSON.stringify(sampleViews)),
          next,
        );
    });
  },
};

/** Every sample page in every look, for whoever works on the pages: http://127.0.0.1:5180/ */
const server = await createServer({
  root,
  configFile: false,
  plugins: [...renderer.plugins, samples],
  define: renderer.define,
  server: { host: '127.0.0.1', port: Number(process.env.PORT ?? 5180), fs: { allow: [repository] } },
});
await server.listen();
server.printUrls();
