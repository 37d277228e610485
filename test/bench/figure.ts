/** One measured figure beside the floor of the same run: what the same work costs without ours. */
export interface Figure {
  name: string;
  value: number;
  unit: 'ms';
  floor: number;
  /** `value / floor` */
  ratio: number;
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Times both in turn, so that a machine that slows down slows both. The first pair warms up and is not counted. */
export async function compare(name: string, times: number, work: () => unknown, floor: () => unknown): Promise<Figure> {
  const taken = { work: [] as number[], floor: [] as number[] };
  for (let time = 0; time <= times; time += 1) {
    for (const [which, run] of [
      ['work', work],
      ['floor', floor],
    ] as const) {
      const start = performance.now();
      await run();
      if (time > 0) taken[which].push(performance.now() - start);
    }
  }
  return figure(name, median(taken.work), median(taken.floor));
}

export const figure = (name: string, value: number, floor: number): Figure => ({
  name,
  value,
  unit: 'ms',
  floor,
  ratio: value / floor,
});
