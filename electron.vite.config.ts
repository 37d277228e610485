import { join } from 'node:path';
import { defineConfig } from 'electron-vite';
import renderer from './src/renderer/vite.config.ts';

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node24',
      rolldownOptions: {
        input: {
          electron: 'src/main/hosts/electron/main.ts',
          kiosk: 'src/main/hosts/node/main.ts',
          'device-host': 'drivers/host/main.ts',
          backend: 'src/backend/main.ts',
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload may require nothing but electron.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'src/main/hosts/electron/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    ...renderer,
    // Bundled into this file, that configuration takes this folder for its own.
    root: join(import.meta.dirname, 'src/renderer'),
    build: { ...renderer.build, outDir: join(import.meta.dirname, 'out/renderer') },
  },
});
