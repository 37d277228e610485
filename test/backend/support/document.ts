import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a document tells people to type, in all of it or under one heading: its shell blocks, line by line. */
export function commandsOf(document: string, heading?: string): string[] {
  const text = readFileSync(join(import.meta.dirname, '../../../docs', document), 'utf8');
  const part = heading === undefined ? text : text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0];
  if (part === undefined) throw new Error(`${document} has no part "${heading}"`);
  return [...part.matchAll(/^( *)```sh\n(.*?)\n\1```$/gms)].flatMap(([, indent = '', block = '']) =>
    block.split('\n').map((line) => line.slice(indent.length)),
  );
}
