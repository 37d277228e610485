import type { LanguagePack } from '../../contract/language-pack.ts';

const files = import.meta.glob<LanguagePack>('../../../resources/languages/*/pack.json', {
  import: 'default',
  eager: true,
});
const fonts = import.meta.glob<string>('../../../resources/languages/*/font.woff2', {
  import: 'default',
  query: '?url',
  eager: true,
});

/** The packs that this page was built with: one of each folder of resources/languages. */
export const packs: readonly LanguagePack[] = Object.values(files);

/** A pack, when its letters can be drawn too; undefined where the page was built without it. */
export async function loadPack(tag: string): Promise<LanguagePack | undefined> {
  const [, font] = Object.entries(fonts).find(([path]) => path.includes(`/${tag}/`)) ?? [];
  if (font) await addFont(font);
  return packs.find((pack) => pack.tag === tag);
}

let added: FontFace | undefined;

/** After Noto Sans in the list of fonts: for the letters that it lacks. */
async function addFont(url: string): Promise<void> {
  const face = await new FontFace('Language pack', `url(${JSON.stringify(url)})`).load();
  if (added) document.fonts.delete(added);
  document.fonts.add((added = face));
}
