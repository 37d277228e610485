/** Threes where they come out even, as people read their own number aloud; else fours and a rest. */
export function inGroups(length: number): { size: number }[] {
  const size = length % 3 === 0 ? 3 : 4;
  return Array.from({ length: Math.ceil(length / size) }, (_, at) => ({ size: Math.min(size, length - at * size) }));
}
