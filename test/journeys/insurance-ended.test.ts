import { expect, it } from 'vitest';
import { decodeQr, patience, runJourney } from './run-journey.ts';

it('gives a self-paid number to whose insurance has ended', { timeout: patience }, async () => {
  const { out, report } = await runJourney('insurance-check-in', 'expired');
  expect(report).toMatchObject({
    outcome: 'number',
    identity: 'proved',
    eligibility: 'expired',
    ticket: { confirmed: true },
  });
  expect(report.number).toMatch(/^V/);
  expect(await decodeQr(out)).toMatch(/^TRAM:/);
});
