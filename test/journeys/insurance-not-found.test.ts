import { expect, it } from 'vitest';
import { expectPrinted, patience, runJourney } from './run-journey.ts';

it(
  'prints a slip for the desk when the portal does not know the person, who asks staff',
  { timeout: patience },
  async () => {
    const { out, report } = await runJourney('insurance-check-in', 'unknown');
    expect(report).toMatchObject({
      outcome: 'desk-slip',
      identity: 'proved',
      eligibility: 'not-found',
      number: null,
      ticket: { confirmed: true },
    });
    await expectPrinted(out);
  },
);
