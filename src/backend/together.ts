import { setImmediate as everythingRead } from 'node:timers/promises';

/**
 * Calls that arrive while earlier ones are under way wait and are then worked on together, as one database transaction: each is
 * answered only after its own has reached the disk.
 * @param work a result for each, in order; where it throws, it is called anew for each alone, so that one bad call fails only
 * itself
 * @param most in one go
 * @param isNobodys whether an error is no call's own, so that each alone would only fail the same way
 */
export function together<Call, Answer>(
  work: (calls: readonly Call[]) => Promise<Answer[]>,
  most: number,
  isNobodys: (error: unknown) => boolean,
): (call: Call) => Promise<Answer> {
  let waiting: { call: Call; resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = [];
  let isBusy = false;

  async function workOff(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    while (waiting.length > 0) {
      // SQLite works without ever waiting: what has arrived by now is read first, as long as there is more of it, or each call would
      // be a batch of its own.
      for (let read = 0; read < waiting.length && read < most;) {
        read = waiting.length;
        await everythingRead();
      }
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await answer(batch);
    }
    isBusy = false;
  }

  async function answer(batch: typeof waiting): Promise<void> {
    try {
      const answers = await work(batch.map(({ call }) => call));
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer);
    } catch (error) {
      if (batch.length === 1 || isNobodys(error)) for (const { reject } of batch) reject(error);
      else for (const one of batch) await answer([one]);
    }
  }

  return (call) =>
    new Promise((resolve, reject) => {
      waiting.push({ call, resolve, reject });
      void workOff();
    });
}
