/** Texts by nested keys. */
export type Tree = { [key: string]: string | Tree };

export type KeyOf<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${KeyOf<T[K]>}` }[keyof T & string];

/** What is put in at `{name}`; `n` also chooses among plural forms. */
export type Values = Readonly<Record<string, string | number>>;

/** The text at `home.title`, its values not put in yet. Keys are typed; throws at one that is nowhere. */
export function textAt(tree: Tree, key: string): string {
  let found: string | Tree | undefined = tree;
  for (const part of key.split('.')) found = typeof found === 'object' ? found[part] : undefined;
  if (typeof found !== 'string') throw new Error(`no text at ${key}`);
  return found;
}

/** Of forms parted by `|` that of `n`: none, one, several; or one, several. */
function formFor(n: number, text: string): string {
  const forms = text.split(' | ');
  const at = forms.length > 2 ? Math.min(n, 2) : n === 1 ? 0 : 1;
  return forms[Math.min(at, forms.length - 1)] ?? text;
}

export function fill(text: string, values: Values): string {
  const form = typeof values.n === 'number' ? formFor(values.n, text) : text;
  return form.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
