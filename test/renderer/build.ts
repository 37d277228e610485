import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { headlessFlags } from '../../scripts/demonstration/headless.ts';
import type { TestProject } from 'vitest/node';
import renderer from '../../src/renderer/vite.config.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of the page as built from the sources of this moment. */
    pageFolder: string;
    /** Where the one browser of all renderer tests takes connections. */
    browserAddress: string;
  }
}

/** Builds the page and starts the browser, once for all files of this folder. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const outDir = await mkdtemp(join(tmpdir(), 'tram-page-'));
  await build({ ...renderer, configFile: false, logLevel: 'warn', build: { ...renderer.build, outDir } });
  const browser = await chromium.launchServer({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    chromiumSandbox: process.getuid?.() !== 0,
    args: headlessFlags,
    host: '127.0.0.1',
  });
  project.provide('pageFolder', outDir);
  project.provide('browserAddress', browser.wsEndpoint());
  return async () => {
    await browser.close();
    await rm(outDir, { recursive: true });
  };
}
