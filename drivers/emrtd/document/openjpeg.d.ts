/** OpenJPEG compiled to WebAssembly, decoder only; the package brings no types. */
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  interface Decoder {
    /** Where the codestream or JP2 file goes; valid until the memory grows. */
    getEncodedBuffer(length: number): Uint8Array;
    /** Reports what is wrong by an empty picture, or throws. */
    decode(): void;
    /** Samples of 8 bits or of 16, little-endian; components interleaved. */
    getDecodedBuffer(): Uint8Array;
    getFrameInfo(): { width: number; height: number; componentCount: number };
  }
  interface OpenJpeg {
    J2KDecoder: new () => Decoder;
  }
  const create: (options: { print: (line: string) => void; printErr: (line: string) => void }) => Promise<OpenJpeg>;
  export default create;
}
