import { expect, it } from 'vitest';
import { ticketSchema } from '../../src/contract/ticket.ts';
import type { Effect } from '../../src/main/session/events.ts';
import { Session } from '../session/driver.ts';
import { atCommune } from '../support/commune.ts';
import { renderTicket, wordsOn } from '../support/tickets.ts';
import { asPng, readQr } from '../ticket/paper.ts';

const context = atCommune();
const service = 'licence-hand-over';
const portal = 'https://dvc-gplx.csgt.bocongan.gov.vn';

/** At a commune's centre, which offers advice and receives no dossiers. */
function advised(...answers: string[]) {
  const session = new Session();
  session.context = context;
  session.command({ type: 'choose-service', service });
  expect(session.page).toMatchObject({ question: { kind: 'intro', fee: { at: 'elsewhere' } } });
  session.command({ type: 'confirm' });
  for (const option of answers) session.command({ type: 'answer', option });
  return session;
}

const paperOf = ({ service, papers, place, portal, language }: Extract<Effect, { type: 'print-papers-list' }>) =>
  ticketSchema.parse({
    kind: 'papers-list',
    language,
    centre: context.catalogue.centre.name,
    issuedAt: '2026-11-21T01:00:00.000Z',
    service,
    papers,
    place,
    ...(portal !== undefined && { portal }),
  });

const promises = /mang đến|quay lại|bring them|come back|đã nhận|tiếp nhận hồ sơ của|received from/i;

it.each([
  ['with everything', ['A1', 'damaged', 'none', 'portal'], 'LICENCE_ELSEWHERE'],
  ['with a fine to pay', ['A1', 'damaged', 'some'], 'LICENCE_VIOLATIONS'],
])('%s: the paper sends her to the portal, and brings nothing to the counter', (_name, answers, reason) => {
  const session = advised(...answers);
  expect(session.page).toMatchObject({ name: 'missing', reason, portal });
  const [list] = session.take('print-papers-list');
  if (!list) throw new Error('no list');
  const paper = paperOf(list);
  const words = wordsOn(paper);
  expect(words).toMatch(/Nơi này không nhận hồ sơ.*dvc-gplx\.csgt\.bocongan\.gov\.vn.*Cần hướng dẫn, đến: Quầy số 4/);
  expect(words).not.toMatch(promises);
  expect(readQr(asPng(renderTicket(paper)))).toEqual([portal]);
});

it('the list that is wanted before anything is asked says the same', () => {
  const session = advised();
  session.command({ type: 'back' });
  session.command({ type: 'choose-service', service }, { type: 'print-list' });
  const [list] = session.take('print-papers-list');
  expect(list).toMatchObject({ portal });
});

it('where dossiers are received, their papers are brought to the counter', () => {
  const session = new Session().identified('licence-renewal');
  session.command({ type: 'confirm' });
  session.event({ type: 'licence-looked-up', result: { ok: false, code: 'BACKEND_UNREACHABLE' } });
  session.command({ type: 'print-list' });
  const [list] = session.take('print-papers-list');
  expect(list && wordsOn(paperOf(list))).toMatch(/Mang đến: Quầy số 3/);
});
