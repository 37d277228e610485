/** One thing that a printer says. A status byte does not tell which of DLE EOT 1 to 4 it answers: only the order does. */
export type Answer = { kind: 'status'; byte: number } | { kind: 'fence' } | { kind: 'process-id'; id: string };

/** Of blocks that no NUL ends. */
const longestBlock = 128;

/**
 * Takes answers out of the byte stream, however it was split or joined on its way.
 * The fixed bits of the first byte tell what it begins (Epson, "Transmission status identification"):
 * `0xx1xx10` DLE EOT, `0xx1xx00` automatic status of four bytes, `0xx0xxxx` GS r, 0x37 and 0x5F a block that ends in NUL;
 * 0x37 0x22, four characters and NUL answer GS ( H. Automatic status, which another program may have switched on, and
 * foreign blocks are passed over. What GS r says of the paper is too: makers mean different things by the same bit.
 */
export function answerParser(): (bytes: Uint8Array) => Answer[] {
  let pending: Uint8Array = new Uint8Array(0);

  return (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    const answers: Answer[] = [];
    for (;;) {
      const length = lengthOfFirst(pending);
      if (length === undefined) return answers;
      const answer = meaning(pending.subarray(0, length));
      if (answer) answers.push(answer);
      pending = pending.subarray(length);
    }
  };
}

/** @returns undefined where more has to come */
function lengthOfFirst(bytes: Uint8Array): number | undefined {
  const [first, second] = bytes;
  if (first === undefined) return undefined;
  if (isAutomaticStatus(first)) return bytes.length < 4 ? undefined : 4;
  if (first !== 0x37 && first !== 0x5f) return 1;
  if (first === 0x37 && second === 0x22) return bytes.length < 7 ? undefined : 7;
  const end = bytes.indexOf(0);
  if (end >= 0) return end + 1;
  return bytes.length < longestBlock ? undefined : bytes.length;
}

function meaning(bytes: Uint8Array): Answer | undefined {
  const [first = 0, second] = bytes;
  if (bytes.length === 7 && first === 0x37 && second === 0x22)
    return bytes[6] === 0 ? { kind: 'process-id', id: String.fromCharCode(...bytes.subarray(2, 6)) } : undefined;
  if (bytes.length > 1) return undefined;
  if ((first & 0x93) === 0x12) return { kind: 'status', byte: first };
  return (first & 0x90) === 0x00 ? { kind: 'fence' } : undefined;
}

const isAutomaticStatus = (first: number) => (first & 0x93) === 0x10;
