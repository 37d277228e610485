import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const documents = ['README.md', ...globSync('{docs,drivers}/**/*.md', { cwd: root })];

/** Relative targets of `[text](target)` and `![text](target)`. */
const linksOf = (document: string) =>
  [...readFileSync(join(root, document), 'utf8').matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
    .map(([, target]) => decodeURI(target ?? ''))
    .filter((target) => !/^[a-z]+:/.test(target));

test('every link and picture of the documents exists', () => {
  expect(linksOf('README.md')).toContain('docs/glossary.md');
  const links = documents.flatMap((document) => linksOf(document).map((target) => ({ document, target })));
  expect(links.filter(({ document, target }) => !existsSync(join(root, dirname(document), target)))).toEqual([]);
});
