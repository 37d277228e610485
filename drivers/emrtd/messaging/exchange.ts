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
import type { ElementaryFile } from '../codec/files.ts';
import { protocolBroken } from '../chip-error.ts';
import { type ReadLength, ReadLengths } from './read-lengths.ts';
import type { SecureMessaging } from './secure-messaging.ts';

/** No Le asks for more. */
const longestAnswer = 65_536;

/** What an exchange may know beyond its channel. */
export interface ExchangeOptions {
  /** What earlier readings learnt; where absent this one learns for itself. */
  lengths?: ReadLengths;
  /** Milliseconds that only grow; without it no time runs out. */
  monotonic?: () => number;
}

/** One command, one whole answer: response chaining and corrected lengths (ISO 7816-4 §5.3.4) below secure messaging. */
export class Exchange {
  readonly statistics = { apdus: 0, bytesIn: 0, bytesOut: 0 };
  /** Whether files are found by their short identifiers; undefined until one was tried. */
  readonly shortIdentifiers = new Map<ElementaryFile['where'], boolean>();
  /** The chip refuses to read beyond the end of a file, instead of giving what is there. */
  refusesOverrun = false;
  readonly #channel: CardChannel;
  readonly #lengths: ReadLengths;
  readonly #monotonic: () => number;
  readonly #start: number;
  #jobs: (() => void)[] = [];
  #secure: SecureMessaging | undefined;
  #readLength: ReadLength;

  constructor(channel: CardChannel, { lengths = new ReadLengths(), monotonic = () => 0 }: ExchangeOptions = {}) {
    this.#channel = channel;
    this.#lengths = channel.kind === undefined ? new ReadLengths() : lengths;
    this.#monotonic = monotonic;
    this.#start = monotonic();
    this.#readLength = this.#lengthsOf(undefined);
  }

  /** How much one READ BINARY may ask for. */
  get readLength(): ReadLength {
    return this.#readLength;
  }

  /** From here on everything is protected; again with the keys of chip authentication. */
  protect(secure: SecureMessaging): void {
    this.#secure = secure;
    this.#readLength = this.#lengthsOf(secure);
  }

  /** The secure channel is gone; what follows is sent in the clear, to open it anew. */
  unprotect(): void {
    this.#secure = undefined;
    this.#readLength = this.#lengthsOf(undefined);
  }

  /**
   * Runs once, synchronously, right after the next command went out: arithmetic that needs no answer overlaps the wire.
   * Where no further command is sent it does not run.
   */
  whileWaiting(job: () => void): void {
    this.#jobs.push(job);
  }

  /**
   * Above 256, `command.le` is the number of bytes that are wanted, and 65,536 all that there are.
   * @throws UnprotectedAnswer where the secure channel is gone
   * @throws ChipError `CARD_UNREADABLE`, also beyond `chipLimits`
   * @throws CardLost
   */
  async send(command: Command): Promise<Response> {
    const response = await this.#protectedly(command);
    const le = this.#secure && correctedLe(command, response);
    return le === undefined ? response : this.#protectedly({ ...command, le });
  }

  #lengthsOf(secure: SecureMessaging | undefined): ReadLength {
    const kind = `${this.#channel.kind ?? ''} ${secure?.name ?? ''}`;
    return this.#lengths.begin(kind, (answerBytes) => secure?.dataWithin(answerBytes) ?? answerBytes);
  }

  async #protectedly(command: Command): Promise<Response> {
    const { ins, le = 0 } = command;
    const isLongRead = le > 256 && (ins === instruction.readBinary || ins === instruction.readBinaryOdd);
    if (isLongRead) this.#readLength.try(le);
    const response = this.#secure
      ? this.#secure.unwrap(await this.#complete(this.#secure.wrap(command), le))
      : await this.#complete(command, le);
    if (isLongRead) this.#readLength.took(response.data.length);
    return response;
  }

  // Repeating a command with another length, and GET RESPONSE, belong to the transport: the counter of secure messaging stays.
  // An answer with data was processed by the chip, so it is never asked for again.
  async #complete(command: Command, asked: number): Promise<Response> {
    const short = { ...command, le: 256 };
    const isLongByLe = isExtended(command) && !isExtended(short);
    let response = await this.#transmit(isLongByLe && !this.#readLength.extended ? short : command);
    if (isLongByLe && this.#readLength.extended && this.#refusesForm(response)) {
      this.#readLength.refuseForm(asked);
      response = await this.#transmit(short);
    }
    const le = response.data.length === 0 ? rightLength(response.sw) : undefined;
    if (le !== undefined) response = await this.#transmit({ ...command, le });

    const parts = [response.data];
    let received = response.data.length;
    while (response.sw >> 8 === 0x61) {
      response = await this.#transmit({
        ins: instruction.getResponse,
        p1: 0,
        p2: 0,
        le: response.sw & 0xff || 256,
      });
      if (response.data.length === 0) throw protocolBroken('GET RESPONSE without data');
      received += response.data.length;
      if (received > longestAnswer) throw protocolBroken('answer without end');
      parts.push(response.data);
    }
    return { data: concatBytes(...parts), sw: response.sw };
  }

  /** Below secure messaging any error that comes unprotected may mean the form of the command. */
  #refusesForm({ data, sw }: Response): boolean {
    if (data.length > 0) return false;
    return sw === status.wrongLength || (this.#secure !== undefined && sw >> 12 === 6 && sw >> 8 !== 0x61);
  }

  async #transmit(command: Command): Promise<Response> {
    const bytes = encodeCommand(command);
    const { statistics } = this;
    const sent = this.#monotonic();
    if (sent - this.#start > chipLimits.readingMs) throw protocolBroken('reading takes too long');
    if (++statistics.apdus > chipLimits.apdus) throw protocolBroken('too many commands');
    statistics.bytesOut += bytes.length;

    const jobs = this.#jobs;
    this.#jobs = [];
    const answering = this.#channel.transmit(bytes);
    const work = new Promise<void>((resolve) => {
      for (const job of jobs) job();
      resolve();
    });
    // The exchange ends before anything else is done with the card, even where a job failed.
    const [answered, worked] = await Promise.allSettled([answering, work]);
    if (answered.status === 'rejected') throw answered.reason;
    if (worked.status === 'rejected') throw worked.reason;
    const answer = answered.value;
    statistics.bytesIn += answer.length;
    if (statistics.bytesIn > chipLimits.total) throw protocolBroken('too many bytes');
    if (this.#monotonic() - sent > chipLimits.apduMs) throw protocolBroken('answer took too long');
    return decodeResponse(answer);
  }
}

/** The Le that the chip names as the right one. */
const rightLength = (sw: number): number | undefined => (sw >> 8 === 0x6c ? sw & 0xff || 256 : undefined);

/** What the chip answered within the secure channel: an Le of two zeros that it does not know is one of one. */
function correctedLe({ le }: Command, { data, sw }: Response): number | undefined {
  if (data.length > 0) return undefined;
  return sw === status.wrongLength && le === longestAnswer ? 256 : rightLength(sw);
}
