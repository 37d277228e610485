import type { Duplex } from 'node:stream';

/** Bytes of the longest message: a face of two mebibytes and its evidence in base64 fit. */
export const longestMessage = 4 * 1_048_576;

const newline = 0x0a;

/** The child's end is this file descriptor. */
export const channelDescriptor = 3;

/**
 * Messages between the kiosk and its device host: one JSON value a line. Node's own channel of `fork` is not used, because
 * bytes that it does not understand are thrown in the receiver, out of anybody's reach, and because it knows no limit.
 * @param receive is given what was sent, not yet parsed by any schema
 * @param garble called for bytes that are no message, or for too many of them; the stream is destroyed then
 * @returns sends; a stream that is gone swallows it, and tells by its own `close`
 */
export function openChannel(
  stream: Duplex,
  receive: (message: unknown) => void,
  garble: () => void,
): (message: object) => void {
  let parts: Buffer[] = [];
  let length = 0;

  function take(line: Buffer): void {
    let message: unknown;
    try {
      message = JSON.parse(line.toString());
    } catch {
      stream.destroy();
      garble();
      return;
    }
    receive(message);
  }

  stream.on('error', () => undefined);
  stream.on('data', (chunk: Buffer) => {
    let rest = chunk;
    for (let end = rest.indexOf(newline); end >= 0 && !stream.destroyed; end = rest.indexOf(newline)) {
      const line = Buffer.concat([...parts, rest.subarray(0, end)]);
      rest = rest.subarray(end + 1);
      parts = [];
      length = 0;
      take(line);
    }
    length += rest.length;
    parts.push(rest);
    if (length <= longestMessage || stream.destroyed) return;
    stream.destroy();
    garble();
  });
  return (message) => void stream.write(`${JSON.stringify(message)}\n`);
}
