import { describe, expect, it } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import type { PrintOutcome } from '../../drivers/ports.ts';
import { ok } from '../../src/contract/result.ts';
import { delays } from '../../src/main/delays.ts';
import { number } from '../support/samples.ts';
import { Session } from './driver.ts';

const torn: PrintOutcome = { outcome: 'unknown', code: 'PRINTER_NO_PAPER' };

/** @param printer what it answers when it is asked afterwards */
function printed(outcome: PrintOutcome, printer: Session['printer']): Session {
  const session = new Session().reviewing();
  session.command({ type: 'confirm' });
  session.event({ type: 'issued', result: ok(number()) });
  session.take('print-number');
  session.printer = printer;
  session.event({ type: 'printed', outcome });
  return session;
}

const newRoll = (session: Session) => session.says({ printer: { state: 'ready' } });

describe('a torn ticket', () => {
  it('is not called printed: the number stays, and nothing is printed by itself', () => {
    const session = printed(torn, 'no-paper');
    expect(session.page).toMatchObject({ number: 'A042', paper: { state: 'unknown' }, canReprint: false });
    newRoll(session);
    expect(session.page).toMatchObject({ canReprint: true });
    expect(session.take('print-number')).toEqual([]);
  });

  it('is printed again on her command, the same number and name, once', () => {
    const session = printed(torn, 'no-paper');
    expect(session.event({ type: 'command', command: { type: 'reprint' } }).refused).toBe('OUT_OF_TURN');
    newRoll(session);
    session.command({ type: 'reprint' }, { type: 'reprint' });
    expect(session.take('print-number')).toEqual([
      { type: 'print-number', ticketToken: number().ticketToken, maskedName: 'N. T. HƯỜNG' },
    ]);
    expect(session.page).toMatchObject({ number: 'A042', paper: { state: 'printing' }, canReprint: false });

    session.event({ type: 'printed', outcome: torn });
    newRoll(session);
    expect(session.page).toMatchObject({ paper: { state: 'unknown' }, canReprint: false });
  });

  it('leaves the full time to have it printed once the printer can', () => {
    const session = printed(torn, 'no-paper');
    newRoll(session);
    expect(session.wait()).toBe(delays.ticketWithoutPaper);
    expect(session.page.name).toBe('cleared');
    expect(JSON.stringify(session.state)).not.toContain(people[0].fullName.split(' ').at(-1));
  });
});

it('what was known of the printer before it failed offers nothing: it is asked first', () => {
  const session = printed(torn, undefined);
  expect(session.state.devices.printer.state).toBe('ready');
  expect(session.page).toMatchObject({ canReprint: false });
  expect(session.take('ask-printer')).toHaveLength(1);
  session.answerPrinter('ready');
  expect(session.page).toMatchObject({ canReprint: true });
});

it('paper that never began may be printed once there is some', () => {
  const session = printed({ outcome: 'not-printed', code: 'PRINTER_NO_PAPER' }, 'no-paper');
  expect(session.page).toMatchObject({ paper: { state: 'failed', code: 'PRINTER_NO_PAPER' }, canReprint: false });
  newRoll(session);
  expect(session.page).toMatchObject({ canReprint: true });
});

it.each<PrintOutcome>([{ outcome: 'confirmed', by: 'fence' }, { outcome: 'unconfirmed' }])(
  '$outcome: nothing is offered, or every ticket of such a printer would come twice',
  (outcome) => {
    expect(printed(outcome, 'ready').page).toMatchObject({ canReprint: false });
  },
);
