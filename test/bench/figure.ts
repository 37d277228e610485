/** One measured figure beside the floor of the same run: what the same work costs without ours, or the least it can. */
export interface Figure {
  name: string;
  value: number;
  unit: 'ms' | 'APDU' | 'MiB' | 'kB' | '1/s' | 'taps';
  floor: number;
  /** `value / floor` */
  ratio: number;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Runs both in turn, so that a machine that slows down slows both. The first pair warms up and is not counted. */
export async function alternate<W, F>(
  times: number,
  work: () => W | Promise<W>,
  floor: () => F | Promise<F>,
): Promise<{ work: W[]; floor: F[] }> {
  const taken = { work: [] as W[], floor: [] as F[] };
  for (let time = 0; time <= times; time += 1) {
    const [ours, least] = [await work(), await floor()];
    if (time === 0) continue;
    taken.work.push(ours);
    taken.floor.push(least);
  }
  return taken;
}

/** Medians of how long both take. */
export async function compare(name: string, times: number, work: () => unknown, floor: () => unknown): Promise<Figure> {
  const taken = await alternate(times, timed(work), timed(floor));
  return figure(name, median(taken.work), median(taken.floor));
}

/** How many milliseconds it takes. */
export const timed = (run: () => unknown) => async (): Promise<number> => {
  const start = performance.now();
  await run();
  return performance.now() - start;
};

export const figure = (name: string, value: number, floor: number, unit: Figure['unit'] = 'ms'): Figure => ({
  name,
  value,
  unit,
  floor,
  ratio: value / floor,
});
