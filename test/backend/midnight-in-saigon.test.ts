import { afterEach, expect, test } from 'vitest';
import { kioskOf, newKey, startBackend, ticketRequest } from './support/backend.ts';

const hostZone = process.env.TZ;
afterEach(() => {
  if (hostZone === undefined) delete process.env.TZ;
  else process.env.TZ = hostZone;
});

test.each([
  ['UTC', 0],
  ['America/New_York', 300],
  ['Asia/Tokyo', -540],
  ['Asia/Ho_Chi_Minh', -420],
])('on a host in %s the day turns once, at midnight in Saigon', async (zone, offset) => {
  process.env.TZ = zone;
  expect(new Date('2026-12-31T17:00:00Z').getTimezoneOffset()).toBe(offset);
  const { url, clock } = await startBackend();
  const kiosk = kioskOf(url);
  const at = async (instant: string, key?: string) => {
    clock.now = Date.parse(instant);
    const { number, serviceDay } = await kiosk.numberOf(ticketRequest(), key);
    return `${serviceDay} ${number}`;
  };

  const key = newKey();
  expect(await at('2026-12-30T17:00:00.000Z')).toBe('2026-12-31 K001');
  expect(await at('2026-12-31T03:00:00.000Z')).toBe('2026-12-31 K002');
  expect(await at('2026-12-31T16:59:59.999Z', key)).toBe('2026-12-31 K003');
  expect(await at('2026-12-31T17:00:00.000Z')).toBe('2027-01-01 K001');
  expect(await at('2026-12-31T17:00:00.001Z', key)).toBe('2026-12-31 K003');
  expect(await at('2027-01-01T00:00:00.000Z')).toBe('2027-01-01 K002');
  // A host clock that is set back finds the old day's counter where it stood.
  expect(await at('2026-12-31T16:00:00.000Z')).toBe('2026-12-31 K004');
});
