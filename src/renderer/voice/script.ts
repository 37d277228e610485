import type { SessionView } from '../../contract/session-view.ts';
import type { Draft } from './draft.ts';
import { pageLines } from './page-lines.ts';
import { isHidden, line, type Line } from './line.ts';
import { textsIn, type Texts } from './texts.ts';
import { echoLines, fieldOf } from './typing.ts';

/** What is on the screen: what the core shows, and what stands on the page alone. */
export interface Scene {
  view: SessionView;
  draft: Draft | undefined;
}

/** What makes it another page to somebody who hears it, rather than the same page with news. */
function placeOf({ page, language, idle, help, settings }: SessionView): string {
  const of = page.name === 'question' ? page.question.title.vi : '';
  const over = idle ? 'idle' : (help?.state ?? '');
  const heard = settings.voice.headset ? 'headset' : settings.voice.on ? 'loudspeaker' : '';
  return [page.name, of, over, language, settings.pack ?? '', heard].join('/');
}

const idleLines = (secondsLeft: number, { t }: Texts): Line[] => [
  line(t('idle.title')),
  // Told once: the seconds that follow are for the eye.
  line(t('idle.text', { n: secondsLeft }), { about: 'idle' }),
  line(`1: ${t('idle.more')}`),
  line(`2: ${t('idle.finish')}`),
];

function helpLines({ state, desk }: NonNullable<SessionView['help']>, { t, say }: Texts): Line[] {
  const alone = state === 'nobody' || state === 'unreachable';
  return [
    line(t(`help.${state}`)),
    line(alone ? t('help.go', { desk: say(desk) }) : t('help.stay')),
    line(`1: ${t('help.goOn')}`),
    line(`2: ${t('help.cancel')}`),
  ];
}

/** All that is said of a scene from its heading on; a dialog is said instead of what lies under it. */
export function scriptOf({ view, draft }: Scene): Line[] {
  const texts = textsIn(view.language);
  if (view.idle) return idleLines(view.idle.secondsLeft, texts);
  if (view.help) return helpLines(view.help, texts);
  return pageLines(view.page, draft, view.language, texts);
}

/** How the settings changed, as far as an ear needs to know. */
function settingLines(before: SessionView, { settings, language }: SessionView): Line[] {
  const { t } = textsIn(language);
  const lines: Line[] = [];
  const { volume, rate } = settings.voice;
  if (volume !== before.settings.voice.volume) lines.push(line(t('voice.volume', { level: volume })));
  if (rate !== before.settings.voice.rate) lines.push(line(t(`voice.rate.${rateNames[rate]}`)));
  for (const name of ['textSize', 'contrast'] as const)
    if (settings[name] !== before.settings[name])
      lines.push(line(`${t(`settings.${name}`)}: ${t(`settings.${settings[name]}`)}`));
  if (settings.lowScreen !== before.settings.lowScreen)
    lines.push(line(`${t('settings.lowScreen')}: ${t(settings.lowScreen ? 'voice.pressed' : 'voice.released')}`));
  if (settings.blank !== before.settings.blank) lines.push(line(t(settings.blank ? 'voice.blank' : 'voice.shown')));
  return lines;
}

const rateNames = { 0.8: 'slow', 1: 'usual', 1.25: 'fast', 1.5: 'faster' } as const;

/** What was typed since, key by key. */
function typedSince(before: Scene, after: Scene): Line[] {
  const [was, is] = [before, after].map(({ view, draft }) => fieldOf(view.page, draft));
  return was === undefined || is === undefined || was === is ? [] : echoLines(was, is, after.view.language);
}

interface News {
  lines: Line[];
  wholePage: boolean;
  /** It can be said when what is being said has ended: nothing was typed, and of what the core shows nothing is news. */
  canWait: boolean;
}

/** What is new since `before`: on another page everything, on the same page only its news. */
export function newsOf(before: Scene | undefined, after: Scene): News {
  if (!before || placeOf(before.view) !== placeOf(after.view))
    return { lines: scriptOf(after), wholePage: true, canWait: false };
  const told = new Set([...scriptOf(before).map(({ about }) => about), 'field']);
  const isNews = ({ about }: Line) => !told.has(about);
  const typed = typedSince(before, after);
  return {
    lines: [...settingLines(before.view, after.view), ...typed, ...scriptOf(after).filter(isNews)],
    wholePage: false,
    canWait: typed.length === 0 && !scriptOf({ view: after.view, draft: before.draft }).some(isNews),
  };
}

/** What a loudspeaker may say of `lines`: in place of what is private, once, that the screen shows it. `silenced`: something was left out. */
export function forEverybody(lines: readonly Line[], view: SessionView): { lines: Line[]; silenced: boolean } {
  const { t } = textsIn(view.language);
  const look = line(t(view.settings.blank ? 'voice.headsetWanted' : 'voice.lookAtScreen'));
  const first = lines.findIndex(isHidden);
  return {
    lines: lines.flatMap((each, at) => (at === first ? [look] : isHidden(each) ? [] : [each])),
    silenced: first >= 0,
  };
}

/** What somebody hears first who has put on a headset: how the keys work. */
export const welcome = (view: SessionView): Line[] => [line(textsIn(view.language).t('voice.keys'))];
