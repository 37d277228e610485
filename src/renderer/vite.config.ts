import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import type { Plugin, UserConfig } from 'vite';
import { voiceClips } from './clips/plugin.ts';

/** Vite's hot reload injects style elements; the built page never does. */
const stylesWhileDeveloping: Plugin = {
  name: 'tram:styles-while-developing',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
};

const fonts = /noto-sans-(vietnamese|latin)-wght-normal.*\.woff2$/;

/** The letters of both languages are asked for beside the script, not after the style sheet has been read. */
const preloadFonts: Plugin = {
  name: 'tram:preload-fonts',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle }) =>
      Object.keys(bundle ?? {})
        .filter((file) => fonts.test(file))
        .map((file) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `./${file}`, crossorigin: true },
          injectTo: 'head' as const,
        })),
  },
};

/**
 * The kiosk's page, and the counter's and the hall board's, which the centre's server gives out; builds alone with
 * `vite build --config src/renderer/vite.config.ts`, and within electron-vite.
 */
const renderer = {
  root: import.meta.dirname,
  base: './',
  plugins: [vue(), stylesWhileDeveloping, preloadFonts, voiceClips],
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
  },
  build: {
    // The last Chrome of Windows 7 and 8: what many a clerk and a television has.
    target: 'chrome109',
    outDir: resolve(import.meta.dirname, '../../out/renderer'),
    emptyOutDir: true,
    minify: true,
    // The content policy allows no data: font and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { kiosk: '/index.html', counter: '/counter.html', board: '/board.html' } },
  },
} satisfies UserConfig;

export default renderer;
