import { type CardChannel, CardLost } from '../ports.ts';
import { type PcscCard, ScardError } from './binding.ts';

/**
 * One card and no other: once an exchange failed or the card was seen to leave, the channel is lost for good, even where
 * another card lies there by now and PC/SC would go on.
 */
export function openChannel(
  card: PcscCard,
  {
    kind,
    left,
    failed,
    closed,
  }: {
    kind: string;
    left: AbortSignal;
    failed: (error: ScardError) => void;
    closed: (error?: ScardError) => void;
  },
): CardChannel {
  let isLost = false;
  let last: Promise<unknown> = Promise.resolve();

  async function exchange(command: Uint8Array): Promise<Uint8Array> {
    if (isLost || left.aborted) throw new CardLost('the card has left');
    try {
      const answer = await card.transmit(command);
      // A card that was pulled shows as success without even a status word.
      if (answer.length >= 2) return answer;
    } catch (error) {
      if (!(error instanceof ScardError)) throw error;
      failed(error);
    }
    isLost = true;
    throw new CardLost('PC/SC refused the exchange');
  }

  return {
    kind,
    // At once, not after a microtask: what the caller computes meanwhile shall overlap the exchange.
    transmit(command) {
      const answer = exchange(command);
      last = answer.catch(() => undefined);
      return answer;
    },
    async close() {
      // A reading that was broken off leaves an exchange behind.
      await last;
      const isGone = isLost || left.aborted;
      isLost = true;
      try {
        await card.disconnect(isGone ? 'leave' : 'reset');
        closed();
      } catch (error) {
        if (!(error instanceof ScardError)) throw error;
        closed(error);
      }
    },
  };
}
