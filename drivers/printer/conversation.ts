import { connect } from 'node:net';
import { answerParser } from './answers.ts';
import type { Answer } from './answers.ts';

export interface PrinterAddress {
  host: string;
  port: number;
}

/** One TCP connection to a printer, for one errand. */
export interface Conversation {
  send(bytes: Uint8Array): void;
  /** The next answer; undefined when `deadline` (performance.now(), milliseconds) passes or the connection ended. */
  next(deadline: number): Promise<Answer | undefined>;
  ended(): boolean;
  /** Drops what was not sent yet. */
  close(): void;
}

/** @returns undefined where nobody accepts the connection in time */
export async function converse(address: PrinterAddress, milliseconds: number): Promise<Conversation | undefined> {
  const socket = connect({ ...address, noDelay: true });
  const answers: Answer[] = [];
  const parse = answerParser();
  let ended = false;
  let wake: () => void = () => undefined;

  socket.on('data', (bytes) => {
    answers.push(...parse(bytes));
    wake();
  });
  socket.on('error', () => undefined); // 'close' follows
  socket.on('close', () => {
    ended = true;
    wake();
  });
  socket.on('connect', () => wake());

  const sleep = (until: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, until - performance.now()));
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  await sleep(performance.now() + milliseconds);
  if (socket.readyState !== 'open') {
    socket.destroy();
    return undefined;
  }
  return {
    send: (bytes) => void socket.write(bytes),
    async next(deadline) {
      while (answers.length === 0 && !ended && performance.now() < deadline) await sleep(deadline);
      return answers.shift();
    },
    ended: () => ended,
    close: () => {
      if (socket.writableLength > 0) socket.destroy();
      else socket.end(() => socket.destroy());
    },
  };
}
