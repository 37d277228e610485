/** What a line that ends within a sentence costs, where one without ink would cost 1. */
const midSentence = 0.3;

/**
 * Lines no wider than the room, as few as can be; among those the ones that end at a comma or a colon and are about equally
 * long. A number stays with the word before it ("Phòng 105"); a no-break space (U+00A0) keeps any other two words together.
 * No word is lost: one wider than the room is cut, after a hyphen if it has one, as codes have.
 */
export function wrap(text: string, room: number, width: (part: string) => number): string[] {
  const fits = (part: string) => width(part.trimEnd()) <= room;
  const smaller = (parts: string[], cut: (part: string) => string[]) =>
    parts.flatMap((part) => (fits(part) ? [part] : cut(part)));

  let parts = text.split(/(?<= )(?!\d)|(?<=[,.:;] )/);
  parts = smaller(parts, (part) => part.split(/(?<= )/));
  parts = smaller(parts, (part) => part.split(/(?<=[-/])/));
  parts = smaller(parts, (part) => Array.from(letters.segment(part), ({ segment }) => segment));

  /** The best way on from each part, found from the last to the first. */
  const best: { lines: number; cost: number; next: number }[] = [];
  for (let first = parts.length - 1; first >= 0; first--) {
    let line = '';
    for (let next = first + 1; next <= parts.length; next++) {
      line += parts[next - 1] ?? '';
      if (next > first + 1 && !fits(line)) break;
      const rest = best[next] ?? { lines: 0, cost: 0 };
      const ends = next === parts.length || /[,.:;?!/-] ?$/.test(line) ? 0 : midSentence;
      const white = 1 - width(line.trimEnd()) / room;
      const way = { lines: 1 + rest.lines, cost: rest.cost + ends + white ** 2, next };
      const known = best[first];
      if (!known || way.lines < known.lines || (way.lines === known.lines && way.cost < known.cost)) best[first] = way;
    }
  }

  const lines: string[] = [];
  for (let first = 0; first < parts.length;) {
    const next = best[first]?.next ?? parts.length;
    lines.push(parts.slice(first, next).join('').trim());
    first = next;
  }
  return lines;
}

const letters = new Intl.Segmenter('vi', { granularity: 'grapheme' });
