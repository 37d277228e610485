import { fromHex, hex } from './kit.ts';

/** A chip that knows its lines, in hex, and takes no others. */
export function reciting(...lines: [command: string, answer: string][]) {
  const rest = [...lines];
  return {
    /** What it was not asked yet. */
    rest,
    transmit(command: Uint8Array): Promise<Uint8Array> {
      const [expected, answer] = rest.shift() ?? ['nothing more', ''];
      if (hex(command) !== expected) return Promise.reject(new Error(`${hex(command)} instead of ${expected}`));
      return Promise.resolve(fromHex(answer));
    },
    close: () => Promise.resolve(),
  };
}
