import { describe, expect, it } from 'vitest';
import type { Page, SessionView } from '../../src/contract/session-view.ts';
import { usualSettings } from '../../src/contract/settings.ts';
import { forEverybody, newsOf, scriptOf } from '../../src/renderer/voice/script.ts';
import { samplePages, sampleViews } from './sample-views.ts';
import { viewOf } from './stage.ts';

const withVoice = (page: Page, voice: Partial<SessionView['settings']['voice']>): SessionView => ({
  ...viewOf(page),
  settings: { ...usualSettings, voice: { ...usualSettings.voice, ...voice } },
});
const aloud = (page: Page) => {
  const view = withVoice(page, { on: true });
  return forEverybody(scriptOf(view), view).lines.map(({ text }) => text);
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
      return 'digits' in page.question && page.question.digits ? [page.question.digits.slice(-1)] : [];
    case 'desk':
      return [];
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
    if (personal(page).length > 0) expect(said).toContain('Mời xem thông tin trên màn hình.');
  });

  it('tells all of it to a headset', () => {
    const said = scriptOf(withVoice(page, { headset: true }))
      .map(({ text }) => text)
      .join('\n');
    // The portal's own words are no text of ours, and have no clip.
    const note = page.name === 'person' ? page.eligibility?.note : undefined;
    for (const hers of personal(page)) if (hers !== note && !hers.includes('•')) expect(said).toContain(hers);
  });
});

const [person] = sampleViews.person;
const [checking] = sampleViews.checking;
if (!person || !checking) throw new Error('a sample is missing');
const news = (before: SessionView, after: SessionView) => newsOf(before, after).lines.map(({ text }) => text);

it('says of a page with news the news alone', () => {
  const before = withVoice(checking, { on: true });
  expect(news(before, before)).toEqual([]);
  expect(news(before, withVoice({ ...checking, patience: 'slow' }, { on: true }))).toEqual([
    'Hệ thống đang chậm. Xin chờ thêm một lát.',
  ]);
  expect(news(before, withVoice(checking, { on: true, volume: 2 }))).toEqual(['Âm lượng 2']);
});

it('says the whole page again in another language, after a dialog and into a headset', () => {
  const before = withVoice(person, { on: true });
  for (const after of [
    { ...before, language: 'en' as const },
    withVoice(person, { on: true, headset: true }),
    { ...before, idle: { secondsLeft: 30 } },
  ]) {
    expect(newsOf(before, after).wholePage).toBe(true);
    expect(newsOf(after, before).wholePage).toBe(true);
  }
});

it('names the screen to somebody who cannot see it by the headset that would tell', () => {
  const view = {
    ...withVoice(person, { on: true }),
    settings: { ...withVoice(person, { on: true }).settings, blank: true },
  };
  expect(forEverybody(scriptOf(view), view).lines.map(({ text }) => text)).toContain(
    'Thông tin riêng chỉ được đọc trong tai nghe.',
  );
});
