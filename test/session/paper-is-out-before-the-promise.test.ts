import { describe, expect, it } from 'vitest';
import { printerStateSchema, type PrinterState } from '../../src/contract/devices.ts';
import { Session } from './driver.ts';

const unable: PrinterState[] = ['no-paper', 'cover-open', 'cutter-error', 'offline'];
const able = printerStateSchema.options.filter((state) => !unable.includes(state));

const atTheCashier = { type: 'answer', option: 'cashier' } as const;

describe.each(unable)('%s', (printer) => {
  it('is told on the first page, and closes no service', () => {
    const session = new Session();
    session.says({ printer: { state: printer } });
    expect(session.page).toMatchObject({ name: 'home', printer });
    session.command({ type: 'choose-service', service: 'queue-ticket' });
    expect(session.page.name).toBe('question');
  });

  it('is told before the number, though nobody knew when the visit began; only her word takes it', () => {
    const session = new Session().reviewing();
    expect(session.page).not.toHaveProperty('printer');
    session.printer = printer;
    session.command({ type: 'confirm' });
    expect(session.page).toMatchObject({ name: 'review', printer });
    session.command({ type: 'confirm' });
    expect(session.take('issue')).toEqual([]);

    session.command({ type: 'without-paper' });
    expect(session.take('issue')).toMatchObject([{ request: { queue: 'general' } }]);
  });

  it('brings a page to say so into the visit that has none', () => {
    const session = new Session();
    session.printer = printer;
    session.command({ type: 'choose-service', service: 'queue-ticket' }, atTheCashier);
    expect(session.page).toMatchObject({
      name: 'review',
      printer,
      lines: [{ value: { vi: 'Thu ngân' } }, { label: { vi: 'Nơi đến' } }],
    });
    expect(session.take('issue')).toEqual([]);
    session.command({ type: 'back' });
    expect(session.page.name).toBe('question');
    session.command(atTheCashier, { type: 'ask-staff' });
    expect(session.take('print-desk-slip')).toHaveLength(1);
    expect(session.take('issue')).toEqual([]);
  });
});

describe.each(able)('%s', (printer) => {
  it('alarms nobody', () => {
    const session = new Session();
    session.printer = printer;
    session.says({ printer: { state: printer } });
    expect(session.page).not.toHaveProperty('printer');
    session.command({ type: 'choose-service', service: 'queue-ticket' }, atTheCashier);
    expect(session.take('issue')).toHaveLength(1);
  });
});

it('a new roll in the middle of the review gives the ticket back', () => {
  const session = new Session().reviewing();
  session.says({ printer: { state: 'no-paper' } });
  expect(session.page).toMatchObject({ printer: 'no-paper' });
  session.says({ printer: { state: 'ready' } });
  expect(session.page).not.toHaveProperty('printer');
  session.command({ type: 'confirm' });
  expect(session.take('issue')).toHaveLength(1);
});

it('an answer that was asked for when the visit began does not stand for the one before the number', () => {
  const session = new Session();
  session.printer = undefined;
  session.command({ type: 'choose-service', service: 'queue-ticket' });
  session.answerPrinter('ready');
  session.command(atTheCashier);
  expect(session.take('ask-printer')).toHaveLength(2);
  expect(session.take('issue')).toEqual([]);
  session.answerPrinter('ready');
  session.answerPrinter('ready');
  expect(session.take('issue')).toHaveLength(1);
});
