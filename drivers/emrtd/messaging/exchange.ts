import { concatBytes } from '@noble/hashes/utils.js';
import { chipLimits } from '../../../src/contract/chip.ts';
import type { CardChannel } from '../../ports.ts';
import {
  type Command,
  type Response,
  decodeResponse,
  encodeCommand,
  instruction,
  isExtended,
  status,
} from '../codec/apdu.ts';
import { protocolBroken } from '../chip-error.ts';
import type { SecureMessaging } from './secure-messaging.ts';

/** Beyond this the chip is only keeping us busy: a whole reading takes near 60. */
const apduLimit = 1_000;

/** One command, one whole answer: response chaining and corrected lengths (ISO 7816-4 §5.3.4) below secure messaging. */
export class Exchange {
  readonly statistics = { apdus: 0, bytesIn: 0, bytesOut: 0 };
  readonly #channel: CardChannel;
  #secure: SecureMessaging | undefined;

  constructor(channel: CardChannel) {
    this.#channel = channel;
  }

  /** From here on everything is protected. */
  protect(secure: SecureMessaging): void {
    this.#secure = secure;
  }

  /**
   * @throws ChipError `CARD_UNREADABLE`
   * @throws CardLost
   */
  async send(command: Command): Promise<Response> {
    if (this.#secure === undefined) return this.#complete(command);
    const answer = await this.#complete(this.#secure.wrap(command));
    return this.#secure.unwrap(answer);
  }

  // Repeating a command with another length, and GET RESPONSE, belong to the transport: the counter of secure messaging stays.
  // An answer with data was processed by the chip, so it is never asked for again.
  async #complete(command: Command): Promise<Response> {
    let response = await this.#transmit(command);
    const refused = (sw: number) => response.sw === sw && response.data.length === 0;
    if (refused(status.wrongLength) && isExtended(command) && (command.data?.length ?? 0) <= 255)
      response = await this.#transmit({ ...command, le: 256 });
    const rightLength = response.sw & 0xff;
    if (refused(0x6c00 | rightLength)) response = await this.#transmit({ ...command, le: rightLength || 256 });

    const parts = [response.data];
    while (response.sw >> 8 === 0x61) {
      const le = response.sw & 0xff || 256;
      response = await this.#transmit({ ins: instruction.getResponse, p1: 0, p2: 0, le });
      if (response.data.length === 0) throw protocolBroken('GET RESPONSE without data');
      parts.push(response.data);
    }
    return { data: concatBytes(...parts), sw: response.sw };
  }

  async #transmit(command: Command): Promise<Response> {
    const bytes = encodeCommand(command);
    const { statistics } = this;
    if (++statistics.apdus > apduLimit) throw protocolBroken('too many commands');
    statistics.bytesOut += bytes.length;
    const answer = await this.#channel.transmit(bytes);
    statistics.bytesIn += answer.length;
    if (statistics.bytesIn > chipLimits.total) throw protocolBroken('too many bytes');
    return decodeResponse(answer);
  }
}
