import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../../src/contract/settings.ts';

const styles = (name: string) =>
  readFileSync(new URL(`../../src/renderer/styles/${name}.css`, import.meta.url), 'utf8');

type Colours = Record<string, string>;

/** The colour tokens of one rule. */
function tokensOf(css: string, selector: string): Colours {
  const [, rule = ''] = css.split(`${selector} {`);
  const [body = ''] = rule.split('}');
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

const usual = tokensOf(styles('colours'), ':root');
const themes = settingsSchema.shape.contrast.options.map((name): [string, Colours] => [
  name,
  { ...usual, ...tokensOf(styles('themes'), `:root[data-contrast='${name}']`) },
]);

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Letters, and what they stand on somewhere. */
const read: [letters: string, on: string[]][] = [
  ['ink', ['surface', 'ground', 'brand-tint', 'ok-tint', 'error-tint', 'notice-tint']],
  ['quiet', ['surface', 'ground']],
  ['brand', ['surface', 'ground', 'brand-tint']],
  ['surface', ['brand', 'brand-deep', 'ok']],
  ['on-banner', ['banner', 'banner-light']],
  ['ok', ['surface', 'ground', 'ok-tint']],
  ['error', ['surface', 'ground', 'error-tint']],
  ['notice', ['surface', 'ground', 'notice-tint']],
];
/** Edges of what can be touched. */
const seen: [edge: string, on: string[]][] = [
  ['line', ['surface', 'ground']],
  ['brand', ['surface', 'ground', 'brand-tint']],
];
const buttons = ['surface', 'brand', 'brand-deep', 'brand-tint', 'ground'];
const behind = ['surface', 'ground', 'banner', 'banner-light'];

describe.each(themes)('%s', (_, colours) => {
  const of = (name: string) => colours[name] ?? expect.fail(`no colour ${name}`);

  it.each(read)('%s can be read', (letters, grounds) => {
    for (const on of grounds) expect(contrast(of(letters), of(on)), on).toBeGreaterThanOrEqual(7);
  });

  it.each(seen)('%s can be seen', (edge, grounds) => {
    for (const on of grounds) expect(contrast(of(edge), of(on)), on).toBeGreaterThanOrEqual(4.5);
  });

  it('shows the focus on every button and wherever one stands', () => {
    const ring = (on: string) => Math.max(contrast(of('focus'), of(on)), contrast(of('focus-edge'), of(on)));
    for (const on of [...buttons, ...behind]) expect(ring(on), on).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('focus'), of('focus-edge')), 'one ring from the other').toBeGreaterThanOrEqual(4.5);
  });
});

it('knows every colour of every theme by the name that the pages use', () => {
  for (const [name] of themes.slice(1)) {
    const own = Object.keys(tokensOf(styles('themes'), `:root[data-contrast='${name}']`));
    expect(own.length, name).toBeGreaterThan(10);
    expect(Object.keys(usual), name).toEqual(expect.arrayContaining(own));
  }
});
