import { expect, it } from 'vitest';
import type { LicenceRecord } from '../../src/contract/licence.ts';
import { failed, ok } from '../../src/contract/result.ts';
import { toLog } from '../../src/main/session/to-log.ts';
import { Session } from './driver.ts';

const record: LicenceRecord = {
  licences: [{ number: '990151000017', class: 'C', expiresOn: '2026-12-12', suspended: false }],
  unsettledViolations: false,
};

function lookingUp() {
  const session = new Session().identified('licence-renewal');
  session.command({ type: 'confirm' });
  return session;
}

it('she is asked before the register was, or the register for a number that nobody proved', () => {
  const session = lookingUp();
  expect(session.page).toMatchObject({ name: 'checking', what: 'licence' });
  expect(session.take('look-up-licence')).toEqual([{ type: 'look-up-licence', verificationId: 'A'.repeat(22) }]);

  const declared = new Session().identified('licence-renewal', { outcome: 'declared', reason: 'IDENTITY_DECLARED' });
  declared.command({ type: 'confirm' });
  expect(declared.take('look-up-licence')).toEqual([]);
  expect(declared.page.name).toBe('question');
});

it('does not answer: she goes on and says it herself', () => {
  const session = lookingUp();
  const before = session.state;
  const event = { type: 'licence-looked-up', result: failed('BACKEND_UNREACHABLE') } as const;
  session.event(event);
  expect(toLog(before, session.state, { at: 0, turn: session.state.turn, ...event })).toEqual([
    { event: 'failure', page: 'checking', code: 'BACKEND_UNREACHABLE' },
  ]);
  expect(session.page.name).toBe('question');
  expect(session.state.stage).not.toHaveProperty('visit.licence');
});

it('knows her: it is asked once, though she goes back to the first page', () => {
  const session = lookingUp();
  session.take('look-up-licence');
  session.event({ type: 'licence-looked-up', result: ok(record) });
  expect(session.page.name).toBe('question');
  session.command({ type: 'back' }, { type: 'confirm' });
  expect(session.page.name).toBe('question');
  expect(session.take('look-up-licence')).toEqual([]);
});

it('knows nobody of her name: that is known, not unknown', () => {
  const session = lookingUp();
  session.event({ type: 'licence-looked-up', result: failed('NOT_FOUND') });
  expect(JSON.stringify([session.state, session.page])).toMatch(/"licences":\[\]|LICENCE_NOT_FOUND/);
});

it('answers somebody who has left, or has gone to a desk', () => {
  const session = lookingUp();
  const { turn } = session.state;
  session.command({ type: 'ask-staff' });
  const { page } = session;
  expect(page).toMatchObject({ name: 'desk', reason: 'STAFF_WANTED' });
  session.event({ type: 'licence-looked-up', result: ok(record) }, turn);
  expect(session.page).toEqual(page);
});

it('knows what she holds: that is marked as hers, and no loudspeaker says it', () => {
  const session = lookingUp();
  session.event({ type: 'licence-looked-up', result: ok(record) });
  session.command({ type: 'confirm' });
  expect(session.page).toMatchObject({
    name: 'question',
    question: {
      options: [{ id: '1', label: { vi: 'Hạng C · có giá trị đến 12/12/2026' }, personal: true }, { id: 'other' }],
    },
  });
  expect(JSON.stringify(session.page).match(/personal/g)).toHaveLength(1);
});
