import { expect, it } from 'vitest';
import { serviceDefinitionSchema } from '../../src/contract/services.ts';
import { ticketSchema } from '../../src/contract/ticket.ts';
import type { Effect } from '../../src/main/session/events.ts';
import handOver from '../../resources/services/licence-hand-over.json' with { type: 'json' };
import { Session } from '../session/driver.ts';
import { context } from '../support/samples.ts';
import { renderTicket, wordsOn } from '../support/tickets.ts';
import { asPng, readQr } from '../ticket/paper.ts';

const service = serviceDefinitionSchema.parse(handOver);
const portal = 'https://dvc-gplx.csgt.bocongan.gov.vn';

/** At a commune's centre, which offers advice and receives no dossiers. */
function advised(...answers: string[]) {
  const session = new Session();
  const { catalogue } = context;
  session.context = { ...context, catalogue: { ...catalogue, services: [...catalogue.services, service] } };
  session.command({ type: 'choose-service', service: service.id }, { type: 'confirm' });
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
  expect(words).toMatch(/Nơi này không nhận hồ sơ.*dvc-gplx\.csgt\.bocongan\.gov\.vn.*Cần hướng dẫn, đến: Quầy số 3/);
  expect(words).not.toMatch(promises);
  expect(readQr(asPng(renderTicket(paper)))).toEqual([portal]);
});

it('the list that is wanted before anything is asked says the same', () => {
  const session = advised();
  session.command({ type: 'back' });
  session.command({ type: 'choose-service', service: service.id }, { type: 'print-list' });
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
