/** One thing that a printer says. A status byte does not tell which of DLE EOT 1 to 4 it answers: only the order does. */
export type Answer = { kind: 'status'; byte: number } | { kind: 'fence' } | { kind: 'process-id'; id: string };

const longestBlock = 128;

/**
 * Takes answers out of the byte stream, however it was split or joined on its way.
 * The fixed bits of the first byte tell what it begins (Epson, "Transmission status identification"):
 * `0xx1xx10` DLE EOT, `0xx1xx00` automatic status of four bytes, `0xx0xxxx` GS r, 0x37 and 0x5F a block that ends in NUL.
 * Automatic status, which another program may have switched on, and foreign blocks are passed over.
 */
export function answerParser(): (bytes: Uint8Array) => Answer[] {
  let pending: number[] = [];

  return (bytes) => {
    pending.push(...bytes);
    const answers: Answer[] = [];
    for (;;) {
      const [first] = pending;
      if (first === undefined) return answers;
      if (first === 0x37 || first === 0x5f) {
        const end = pending.indexOf(0);
        if (end < 0 && pending.length < longestBlock) return answers;
        const block = pending.splice(0, end < 0 ? pending.length : end + 1);
        if (first === 0x37 && block[1] === 0x22 && block.length === 7)
          answers.push({ kind: 'process-id', id: String.fromCharCode(...block.slice(2, 6)) });
      } else if ((first & 0x93) === 0x10) {
        if (pending.length < 4) return answers;
        pending = pending.slice(4);
      } else {
        pending.shift();
        if ((first & 0x93) === 0x12) answers.push({ kind: 'status', byte: first });
        else if ((first & 0x90) === 0x00) answers.push({ kind: 'fence' });
      }
    }
  };
}
