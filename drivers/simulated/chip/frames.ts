/** Cuts a byte stream into frames that begin with their length, big endian, in 2 or 4 bytes. */
export function createFramer(lengthBytes: 2 | 4, onFrame: (frame: Buffer) => void): (chunk: Buffer) => void {
  let buffered = Buffer.alloc(0);
  return (chunk) => {
    buffered = Buffer.concat([buffered, chunk]);
    while (buffered.length >= lengthBytes) {
      const end = lengthBytes + buffered.readUIntBE(0, lengthBytes);
      if (buffered.length < end) return;
      const frame = buffered.subarray(lengthBytes, end);
      buffered = buffered.subarray(end);
      onFrame(frame);
    }
  };
}

export function frame(lengthBytes: 2 | 4, ...parts: Uint8Array[]): Buffer {
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(
    parts.reduce((sum, part) => sum + part.length, 0),
    0,
    lengthBytes,
  );
  return Buffer.concat([length, ...parts]);
}
