import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/contract/commands.ts';
import type { ServiceDefinition } from '../../src/contract/services.ts';
import type { Text } from '../../src/contract/text.ts';
import { context } from '../support/samples.ts';
import { Session } from './driver.ts';

const text = (words: string): Text => ({ vi: words, en: words });

/** A service with a question of each kind that no word of a definition answers. */
const service: ServiceDefinition = {
  id: 'every-kind',
  title: text('Every kind'),
  picture: 'papers',
  identity: 'chip',
  eligibility: 'none',
  queue: 'triage',
  papers: [text('Ảnh')],
  minutes: 3,
  fee: { amount: 135_000, source: 'Thông tư mẫu' },
  questions: [
    { id: 'intro', kind: 'intro', title: text('Before you begin') },
    { id: 'address', kind: 'text', title: text('Address'), length: 20 },
    { id: 'portrait', kind: 'photo', title: text('Portrait') },
    {
      id: 'delivery',
      kind: 'choice',
      title: text('Delivery'),
      usual: 'here',
      options: [
        { id: 'here', label: text('Here') },
        { id: 'post', label: text('By post') },
      ],
    },
    { id: 'consent', kind: 'consent', title: text('Agree'), statement: text('I agree.') },
  ],
};

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 1, 0xff, 0xd9]).toString('base64');
const confirm: Command = { type: 'confirm' };
const back: Command = { type: 'back' };
const say = (words: string): Command => ({ type: 'text', text: words });

function asking(...commands: Command[]) {
  const session = new Session();
  session.context = { ...context, catalogue: { ...context.catalogue, services: [service] } };
  session.identified('every-kind').command(confirm, ...commands);
  return session;
}

const requestOf = (session: Session) => {
  session.command(confirm);
  return session.take('issue')[0]?.request;
};

const kindOf = ({ page }: Session) => (page.name === 'question' ? page.question.kind : page.name);

describe('before anything is asked', () => {
  it('somebody does not hear what she needs', () => {
    expect(asking().page).toMatchObject({
      question: { kind: 'intro', papers: [{ vi: 'Ảnh' }], minutes: 3, fee: { amount: 135_000, at: 'counter' } },
    });
  });

  it('somebody without the papers gets no list, and goes on waiting', () => {
    const session = asking({ type: 'print-list' });
    expect(session.page).toMatchObject({ name: 'missing', reason: 'PAPERS_WANTED', missing: [{ vi: 'Ảnh' }] });
    expect(session.take('print-papers-list')).toMatchObject([{ papers: [{ vi: 'Ảnh' }], place: { room: {} } }]);
    expect(JSON.stringify(session.state)).not.toContain('verificationId');
    expect(session.event({ type: 'command', command: { type: 'finish' } }).refused).toBe('OUT_OF_TURN');
    session.event({ type: 'printed', outcome: { outcome: 'not-printed', code: 'PRINTER_NO_PAPER' } });
    expect(session.page).toMatchObject({ paper: { state: 'failed', code: 'PRINTER_NO_PAPER' } });
    expect(session.isWaiting).toBe(true);
    session.command({ type: 'finish' });
    expect(session.page.name).toBe('cleared');
  });
});

describe('letters', () => {
  it.each([
    ['nothing', ''],
    ['blanks', '   '],
    ['more than there is room for', 'A'.repeat(21)],
    ['a line break', 'Số 1\nĐường Mẫu'],
    ['letters that turn the reading direction', 'Số 1 \u202Emẫu'],
  ])('%s', (_, words) => {
    const session = asking(confirm, say(words));
    expect(session.page).toMatchObject({ question: { kind: 'text', problem: 'TEXT_INVALID' } });
  });

  it('with blanks around, or marks as letters of their own', () => {
    const session = asking(confirm, say('  Số 1 Đường Mẫu '.normalize('NFD')), confirm, confirm);
    expect(session.page.name).toBe('review');
    expect(requestOf(session)?.answers.address).toBe('Số 1 Đường Mẫu'.normalize('NFC'));
  });
});

describe('a portrait', () => {
  const portrayed = (command: Command) => asking(confirm, say('Số 1'), command);

  it.each([
    ['another picture', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
    ['half a picture', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 1])],
    ['no picture', Buffer.alloc(0)],
  ])('%s', (_, bytes) => {
    const session = portrayed(confirm);
    session.command(back);
    expect(kindOf(session)).toBe('photo');
    const photo: Command = { type: 'photo', jpeg: bytes.toString('base64') };
    expect(session.event({ type: 'command', command: photo }).refused).toBe('COMMAND_INVALID');
  });

  it('does not reach the server, or is told to the page', () => {
    const session = portrayed({ type: 'photo', jpeg });
    expect(JSON.stringify(session.view)).not.toContain(jpeg);
    session.command(confirm);
    expect(requestOf(session)).toMatchObject({ photo: jpeg, answers: { portrait: 'taken' } });
  });

  it('is sent though she has it taken at the desk after all', () => {
    const session = portrayed({ type: 'photo', jpeg });
    session.command(back, confirm, confirm);
    expect(session.page).toMatchObject({ name: 'review' });
    const request = requestOf(session);
    expect(request).not.toHaveProperty('photo');
    expect(request?.answers.portrait).toBe('at-desk');
  });
});

describe('agreement', () => {
  const agreeing = () => asking(confirm, say('Số 1'), confirm);

  it('to something she does not see', () => {
    expect(agreeing().page).toMatchObject({
      question: {
        kind: 'consent',
        lines: [{ value: { vi: 'Số •' } }, { value: { en: 'To be taken at the counter' } }, { value: { vi: 'Here' } }],
      },
    });
  });

  it('is taken from somebody who refuses', () => {
    const session = agreeing();
    session.command({ type: 'deny' });
    expect(session.page).toMatchObject({ name: 'desk', reason: 'CONSENT_REFUSED' });
    expect(session.take('issue')).toEqual([]);
  });

  it('is taken for another answer than the one she agreed to', () => {
    const session = agreeing();
    session.command(confirm, { type: 'change', question: 'delivery' }, { type: 'answer', option: 'post' });
    expect(kindOf(session)).toBe('consent');
    session.command(confirm);
    expect(requestOf(session)?.answers).toMatchObject({ delivery: 'post', consent: 'yes' });
  });

  it('is asked twice for the same answers', () => {
    const session = agreeing();
    session.command(confirm, { type: 'change', question: 'delivery' }, back);
    expect(kindOf(session)).toBe('review');
  });
});
