const graphemes = new Intl.Segmenter('vi', { granularity: 'grapheme' });

/**
 * Family and middle names become initials; the given name, by which Vietnamese people are called, stays whole.
 * "NGUYỄN THỊ HƯỜNG" → "N. T. HƯỜNG", "H'Hen Niê" → "H. Niê". Letters keep their case and marks.
 */
export function maskName(fullName: string): string {
  const names = fullName.normalize('NFC').split(/\s+/u).filter(Boolean);
  const given = names.pop() ?? '';
  const initials = names.map((name) => `${graphemes.segment(name).containing(0)?.segment ?? ''}.`);
  return [...initials, given].join(' ');
}
