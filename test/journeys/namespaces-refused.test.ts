import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { patience, runJourney } from './run-journey.ts';

it('takes the simulated reader, and says so, where no pcscd of our own may run', { timeout: patience }, async () => {
  const bin = await mkdtemp(join(tmpdir(), 'tram-bin-'));
  onTestFinished(() => rm(bin, { recursive: true }));
  const refusing = '#!/bin/sh\necho "unshare: unshare failed: Operation not permitted" >&2\nexit 1\n';
  await writeFile(join(bin, 'unshare'), refusing, { mode: 0o755 });

  const { printed, report } = await runJourney('insurance-check-in', 'valid', {
    PATH: bin + delimiter + (process.env.PATH ?? ''),
  });
  expect(printed).toContain('No private pcscd here');
  expect(report).toMatchObject({ outcome: 'number', identity: 'proved', ticket: { confirmed: true } });
});
