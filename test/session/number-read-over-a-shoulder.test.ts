import { expect, it } from 'vitest';
import { sessionViewSchema } from '../../src/contract/session-view.ts';
import { Session } from './driver.ts';

const digits = (text: string) => Array.from(text, (digit) => ({ type: 'digit' as const, digit }));
const { page: pageSchema } = sessionViewSchema.shape;

it('a typed licence number shows its last three digits, a date stays readable', () => {
  const session = new Session().askedForLicence();
  session.command(...digits('990151000017'));
  expect(session.page).toMatchObject({ name: 'question', question: { kind: 'digits', digits: '•••••••••017' } });

  session.command({ type: 'submit' }, { type: 'answer', option: 'old' }, ...digits('12122026'));
  expect(session.page).toMatchObject({ name: 'question', question: { kind: 'date', digits: '12122026' } });
});

it('no page may show more of a typed number', () => {
  const entry = { name: 'number-entry', length: 12 };
  expect(pageSchema.safeParse({ ...entry, digits: '•••••••••017' }).success).toBe(true);
  for (const shown of ['990151000017', '••••••••0017', '9•••••••••••'])
    expect(pageSchema.safeParse({ ...entry, digits: shown }).success).toBe(false);
});
