import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { patience, run, runJourney } from './run-journey.ts';

it(
  'refuses a chip that carries true data without its key, and tells the clerk why',
  { timeout: patience },
  async () => {
    const { out, report } = await runJourney('insurance-check-in', 'cloned');
    expect(report).toMatchObject({
      outcome: 'desk-slip',
      identity: 'refused',
      number: null,
      ticket: { confirmed: true },
      chip: { passiveAuthentication: 'passed', activeAuthentication: 'failed' },
    });
    // The person is never shown as if identified.
    expect((await readdir(join(out, 'screens'))).some((name) => name.includes('person'))).toBe(false);
    const { stdout } = await run('tesseract', [join(out, 'ticket.png'), '-', '-l', 'vie', '--psm', '6']);
    expect(stdout.replace(/\s+/g, ' ')).toContain('không chứng minh được khoá riêng');
  },
);
