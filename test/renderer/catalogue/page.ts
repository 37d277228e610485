import type { Command } from '../../../src/contract/commands.ts';
import { ok } from '../../../src/contract/result.ts';
import { sessionViewSchema, type SessionView } from '../../../src/contract/session-view.ts';
import { settingsSchema, usualSettings } from '../../../src/contract/settings.ts';
import type { Bridge } from '../../../src/renderer/bridge.ts';
import { fetchSamples } from './samples.ts';

const query = new URLSearchParams(location.search);
const asked = (name: string) => query.get(name) ?? undefined;

const samples = await fetchSamples();
const help = asked('help');
const idle = asked('idle');

/** The look that the address asks for; what is no value of the contract is refused here. */
let view: SessionView = sessionViewSchema.parse({
  revision: 0,
  language: asked('language') ?? 'vi',
  centre: { vi: 'Bệnh viện Đa khoa Mẫu', en: 'Mẫu General Hospital' },
  page: samples[asked('page') ?? 'home']?.[Number(asked('state') ?? 0)],
  settings: {
    ...usualSettings,
    textSize: asked('textSize') ?? usualSettings.textSize,
    contrast: asked('contrast') ?? usualSettings.contrast,
    lowScreen: asked('low') !== undefined,
    pack: asked('pack') ?? null,
  },
  packs: query.getAll('pack'),
  panelShortSide: Number(asked('panel') ?? 336),
  ...(help && { help: { state: help, desk: { vi: 'Quầy số 1, tầng 1', en: 'Counter 1, ground floor' } } }),
  ...(idle && { idle: { secondsLeft: Number(idle) } }),
  simulated: [],
});

/** What the bar's buttons change, so that one can press them here; of other commands the console tells. */
function changed(by: Command): Partial<SessionView> {
  switch (by.type) {
    case 'language':
      return { language: by.language };
    case 'settings': {
      const voice = { ...view.settings.voice, ...by.change.voice };
      return { settings: settingsSchema.parse({ ...view.settings, ...by.change, voice }) };
    }
    default:
      console.info(by);
      return {};
  }
}

const listeners = new Set<(next: SessionView) => void>();
const bridge: Bridge = {
  send(command) {
    view = { ...view, ...changed(command), revision: view.revision + 1 };
    for (const listener of listeners) listener(view);
    return Promise.resolve(ok(undefined));
  },
  watch(listener) {
    listeners.add(listener);
    listener(view);
    return () => listeners.delete(listener);
  },
};

Object.assign(window, { tram: bridge });
await import('../../../src/renderer/main.ts');
