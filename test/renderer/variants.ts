import { languageSchema, type Language } from '../../src/contract/text.ts';
import { settingsSchema, usualSettings, type Settings } from '../../src/contract/settings.ts';
import { isFull } from '../support/repetitions.ts';

/** Pixels of the panel, at 336 mm on its short side. */
export const panels = {
  portrait: { width: 1080, height: 1920 },
  landscape: { width: 1920, height: 1080 },
  /** All in the lower half. */
  low: { width: 1080, height: 1920 },
} as const;
export type Panel = keyof typeof panels;

export interface Variant {
  language: Language;
  panel: Panel;
  settings: Settings;
}

const factors = {
  language: languageSchema.options,
  textSize: settingsSchema.shape.textSize.options,
  contrast: settingsSchema.shape.contrast.options,
  panel: Object.keys(panels) as Panel[],
};

const all: Variant[] = factors.language.flatMap((language) =>
  factors.textSize.flatMap((textSize) =>
    factors.contrast.flatMap((contrast) =>
      factors.panel.map((panel) => ({
        language,
        panel,
        settings: { ...usualSettings, textSize, contrast, lowScreen: panel === 'low' },
      })),
    ),
  ),
);

const valuesOf = ({ language, panel, settings }: Variant): string[] => [
  language,
  panel,
  settings.textSize,
  settings.contrast,
];

/** Each two values of different factors meet in one of them: the next is always the one that brings most pairs together. */
function pairwise(): Variant[] {
  const pairsOf = (variant: Variant) => {
    const values = valuesOf(variant);
    return values.flatMap((one, at) => values.slice(at + 1).map((other) => `${one} ${other}`));
  };
  const open = new Set(all.flatMap(pairsOf));
  const chosen: Variant[] = [];
  while (open.size > 0) {
    const gains = all.map((variant) => ({ variant, gain: pairsOf(variant).filter((pair) => open.has(pair)).length }));
    const [best] = gains.toSorted((a, b) => b.gain - a.gain);
    if (!best) break;
    chosen.push(best.variant);
    for (const pair of pairsOf(best.variant)) open.delete(pair);
  }
  return chosen;
}

/** All 72 in `npm run test:full`. */
export const variants: readonly Variant[] = isFull ? all : pairwise();

export const nameOf = (variant: Variant): string => valuesOf(variant).join(', ');
