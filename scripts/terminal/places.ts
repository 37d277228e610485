/** A message might repeat what a card or a scan said: only the places of the mistake are told. */
export function tellPlaces(error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  console.error([error instanceof Error ? error.name : 'error', ...frames].join('\n'));
}
