import type { CardChannel } from '../../ports.ts';
import type { Latency } from '../cards/card.ts';
import type { Chip } from './chip.ts';

/** Milliseconds that this many bytes, both ways together, take besides what the chip computes. */
export const transmissionMs = ({ perApduMs, kbitPerSecond = Infinity }: Latency, bytes: number): number =>
  perApduMs + (bytes * 8) / kbitPerSecond;

/** A chip in the field of a slow reader. @param wait ends after so many milliseconds */
export function slowChannel(
  chip: Pick<Chip, 'process'>,
  latency: Latency,
  wait: (milliseconds: number) => Promise<void>,
): CardChannel {
  return {
    async transmit(command) {
      const answer = chip.process(command);
      await wait(transmissionMs(latency, command.length + answer.length));
      return answer;
    },
    close: () => Promise.resolve(),
  };
}
