import { expect, it } from 'vitest';
import { startWholeKiosk, useWholeKiosk } from './whole-kiosk.ts';

useWholeKiosk();

it(
  'laid down on somebody else’s page: not read, and the page asks; unanswered, all is forgotten',
  { timeout: 60_000 },
  async () => {
    const { obey, page, present, secondsLeft, clock, log } = await startWholeKiosk();
    await present('valid');
    await page('person');
    // No hand is as quick as the bench: between two looks of pcscd a card may go and another come unseen.
    const swap = async () => {
      if (secondsLeft() === undefined) await obey({ type: 'remove-card' }, { type: 'insert-card', person: 'expired' });
      return secondsLeft();
    };
    await expect.poll(swap, { timeout: 30_000, interval: 700 }).toBe(30);
    expect(await page('person')).toMatchObject({ maskedName: 'N. T. HƯỜNG' });
    clock.pass(30_000);
    await page('cleared');
    clock.pass(3_000);
    expect(await page('home')).toMatchObject({ cardLeft: true });
    expect(log.filter(({ event }) => event === 'chip-read')).toHaveLength(1);
  },
);
