import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../../src/contract/settings.ts';
import { contrast } from './contrast.ts';

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
