import { describe, expect, it } from 'vitest';
import { deskText, failureTexts } from '../../src/contract/failures.ts';
import type { Page, SessionView } from '../../src/contract/session-view.ts';
import { usualSettings } from '../../src/contract/settings.ts';
import type { Draft, PhotoDraft } from '../../src/renderer/voice/draft.ts';
import { forEverybody, newsOf, scriptOf, type Scene } from '../../src/renderer/voice/script.ts';
import { samplePages, sampleViews } from './sample-views.ts';
import { viewOf } from './stage.ts';

type QuestionPage = Extract<Page, { name: 'question' }>;

const scene = (view: SessionView, draft?: Draft): Scene => ({ view, draft });
const withVoice = (page: Page, voice: Partial<SessionView['settings']['voice']>): SessionView => ({
  ...viewOf(page),
  settings: { ...usualSettings, voice: { ...usualSettings.voice, ...voice } },
});
const aloud = (page: Page) => {
  const view = withVoice(page, { on: true });
  return forEverybody(scriptOf(scene(view)), view).lines.map(({ text }) => text);
};

/** Whatever is hers in a page: strings under names that hold it. Written down here, not taken from what the script thinks. */
function personal(page: Page): string[] {
  switch (page.name) {
    case 'person':
      return [
        ...[page.maskedName, page.birthYear, page.maskedNumber, page.eligibility?.note, page.held?.number],
        ...[
          page.held?.queueLabel.vi,
          page.appointment?.queueLabel.vi,
          page.held ? undefined : page.eligibility && 'Bảo hiểm y tế',
        ],
        ...(page.problem ? [failureTexts[page.problem].citizen.vi] : []),
        ...(page.eligibility?.validUntil && !page.held ? [page.eligibility.validUntil.slice(0, 4)] : []),
      ].filter((text) => text !== undefined);
    case 'ticket':
      return [
        ...[page.number, page.queueLabel.vi, page.place.room.vi, page.dossier?.code].filter(
          (text) => text !== undefined,
        ),
      ];
    case 'review':
      return page.lines.map(({ value }) => value.vi);
    case 'number-entry':
      return page.digits ? [page.digits.slice(-1)] : [];
    case 'question':
      if (page.question.kind === 'consent') return page.question.lines.map(({ value }) => value.vi);
      if (page.question.kind === 'choice')
        return page.question.options.filter(({ personal }) => personal).map(({ label }) => label.vi);
      return 'digits' in page.question && page.question.digits ? [page.question.digits.slice(-1)] : [];
    case 'desk':
      return [deskText(page.reason).vi];
    case 'missing':
      return [deskText(page.reason).vi];
    default:
      return [];
  }
}

describe.each(samplePages.map((page, at): [string, Page] => [`${page.name} ${String(at)}`, page]))('%s', (_, page) => {
  it('tells the hall nothing that is hers', () => {
    const said = aloud(page);
    for (const hers of personal(page))
      expect(
        said.filter((text) => (hers.length > 1 ? text.includes(hers) : text === hers)),
        hers,
      ).toEqual([]);
    if (page.name === 'missing') for (const { vi } of page.missing) expect(said).not.toContain(vi);
    if (personal(page).length > 0) expect(said).toContain('Mời xem thông tin trên màn hình.');
  });

  it('tells all of it to a headset', () => {
    const said = scriptOf(scene(withVoice(page, { headset: true })))
      .map(({ text }) => text)
      .join('\n');
    // The portal's own words are no text of ours, and have no clip.
    const note = page.name === 'person' ? page.eligibility?.note : undefined;
    for (const hers of personal(page)) if (hers !== note && !hers.includes('•')) expect(said).toContain(hers);
  });
});

/** How a page that asks for this is heard while its field goes from one text to the next. */
function typing(question: QuestionPage['question'], ...fields: string[]) {
  const view = withVoice({ name: 'question', question }, { headset: true });
  const drafts = fields.map((text) => scene(view, { text }));
  return drafts.slice(1).flatMap((after, at) => newsOf(drafts[at], after).lines);
}
const address = { kind: 'text', title: { vi: 'Địa chỉ', en: 'Address' }, length: 120 } as const;

describe('what is typed', () => {
  const steps: [what: string, from: string, to: string, said: string][] = [
    ['a letter', 'H', 'Ho', 'O'],
    ['a capital', '', 'H', 'H'],
    ['a letter with marks', 'Đ', 'Đươ', 'Ư, Ơ'],
    ['a tone', 'Hoa', 'Hòa', 'O, dấu huyền'],
    ['a tone taken off', 'Hòa', 'Hoa', 'O'],
    ['a letter by which the tone moves', 'Hòa', 'Hoàn', 'N'],
    ['a mark by Telex', 'Huong', 'Hương', 'Ư, Ơ'],
    ['a digit', 'Số 1', 'Số 12', '2'],
    ['a sign', '12', '12/', 'Gạch chéo'],
    ['a space', 'Số', 'Số ', 'Dấu cách'],
    ['a letter deleted', 'Hoàn', 'Hòa', 'Đã xoá N'],
    ['a letter deleted with its tone', 'Phú', 'Ph', 'Đã xoá U, dấu sắc'],
    ['a space deleted', 'Số ', 'Số', 'Đã xoá Dấu cách'],
  ];
  it.each(steps)('%s is told to a headset, and to it alone', (_, from, to, said) => {
    expect(typing(address, from, to)).toEqual([expect.objectContaining({ text: said, hidden: true })]);
  });

  it('is read again on request, words as words, and never to the hall', () => {
    const view = withVoice({ name: 'question', question: address }, { headset: true });
    const script = scriptOf(scene(view, { text: '12/3B Lê Lợi' }));
    const field = 'Đã gõ: 1, 2, Gạch chéo, 3, B, Lê, Lợi';
    expect(script.map(({ text }) => text)).toContain(field);
    expect(forEverybody(script, view).lines.map(({ text }) => text)).not.toContain(field);
  });

  it('is the digit that went where one is deleted, not the one that is last now', () => {
    const [entry] = sampleViews['number-entry'];
    if (!entry) throw new Error('a sample is missing');
    const at = (digits: string) => scene(withVoice({ ...entry, digits }, { headset: true }));
    const said = (from: string, to: string) => newsOf(at(from), at(to)).lines.map(({ text }) => text);
    expect(said('•••••567', '••••456')).toEqual(['Đã xoá 7']);
    expect(said('••••456', '•••••567')).toEqual(['7']);
    expect(said('••••••••901', '•••••••••012')).toEqual(['2', 'Đã nhập 12 trên 12 số.', 'Tiếp tục']);
  });
});

describe('a photo', () => {
  const question = { kind: 'photo', title: { vi: 'Chụp ảnh', en: 'Photo' } } as const;
  const view = withVoice({ name: 'question', question }, { on: true });
  const of = (photo: Partial<PhotoDraft>) =>
    scene(view, { photo: { without: false, sight: 'good', countdown: 0, taken: false, ...photo } });
  const news = (before: Scene, after: Scene) => {
    const { lines, canWait } = newsOf(before, after);
    expect(canWait).toBe(true);
    return lines.map(({ text }) => text);
  };

  it('is guided, counted down and offered, and the ways on are told anew', () => {
    expect(news(of({ sight: 'starting' }), of({ sight: 'dark' }))).toEqual([
      'Hơi tối. Mời quay mặt về phía có ánh sáng.',
    ]);
    expect(news(of({}), of({ countdown: 3 }))).toEqual(['3']);
    expect(news(of({ countdown: 3 }), of({ countdown: 2, sight: 'blurred' }))).toEqual(['2']);
    const taken = ['Ảnh này dùng được không?', '1: Dùng ảnh này', '2: Chụp lại'];
    expect(news(of({ countdown: 1 }), of({ taken: true }))).toEqual(taken);
    const again = ['Đưa mặt vào khung, nhìn vào ống kính.', '1: Chụp ảnh', '2: Để nhân viên chụp tại quầy'];
    expect(news(of({ taken: true }), of({}))).toEqual(again);
    expect(scriptOf(of({ taken: true })).map(({ text }) => text)).toEqual(['Chụp ảnh', ...taken]);
  });

  it('is left to the desk where there is no camera', () => {
    expect(news(of({ sight: 'starting' }), of({ without: true })).at(-1)).toBe('1: Tiếp tục');
  });
});

const [person] = sampleViews.person;
const [checking] = sampleViews.checking;
if (!person || !checking) throw new Error('a sample is missing');
const news = (before: SessionView, after: SessionView) =>
  newsOf(scene(before), scene(after)).lines.map(({ text }) => text);

it('says of a page with news the news alone', () => {
  const before = withVoice(checking, { on: true });
  expect(news(before, before)).toEqual([]);
  expect(news(before, withVoice({ ...checking, patience: 'slow' }, { on: true }))).toEqual([
    'Hệ thống đang chậm. Xin chờ thêm một lát.',
  ]);
  expect(news(before, withVoice(checking, { on: true, volume: 2 }))).toEqual(['Âm lượng 2']);
  const shown = (change: Partial<SessionView['settings']>) => ({
    ...before,
    settings: { ...before.settings, ...change },
  });
  expect(news(before, shown({ textSize: 'large', contrast: 'black-on-white' }))).toHaveLength(2);
  expect(news(shown({ lowScreen: true }), before)).toEqual(['Màn hình thấp: đã bỏ chọn']);
});

it('says the whole page again in another language, after a dialog and into a headset', () => {
  const before = withVoice(person, { on: true });
  for (const after of [
    { ...before, language: 'en' as const },
    withVoice(person, { on: true, headset: true }),
    { ...before, idle: { secondsLeft: 30 } },
  ]) {
    expect(newsOf(scene(before), scene(after)).wholePage).toBe(true);
    expect(newsOf(scene(after), scene(before)).wholePage).toBe(true);
  }
});

it('names the screen to somebody who cannot see it by the headset that would tell', () => {
  const view = {
    ...withVoice(person, { on: true }),
    settings: { ...withVoice(person, { on: true }).settings, blank: true },
  };
  expect(forEverybody(scriptOf(scene(view)), view).lines.map(({ text }) => text)).toContain(
    'Thông tin riêng chỉ được đọc trong tai nghe.',
  );
});
