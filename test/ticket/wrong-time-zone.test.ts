import { expect, test } from 'vitest';
import { loadMeasure } from '../../src/main/ticket/font.ts';
import { fontFile } from '../support/tickets.ts';
import { layoutTicket } from '../../src/main/ticket/layout.ts';
import { checkIn } from './samples.ts';

const texts = (issuedAt: string) =>
  layoutTicket({ ...checkIn, issuedAt }, loadMeasure(fontFile)).marks.flatMap((mark) =>
    mark.kind === 'text' ? [mark.text] : [],
  );

test.each([
  ['2026-11-20T17:00:00.000Z', '21/11/2026 00:00'],
  ['2026-11-20T16:59:59.999Z', '20/11/2026 23:59'],
  ['2028-02-29T05:07:00.000Z', '29/02/2028 12:07'],
])('%s is %s in Viet Nam, whatever zone the kiosk runs in', (instant, local) => {
  expect(texts(instant)).toContain(local);
});
