/** How a frame is judged before a photo is taken of it. */
export type Sight = 'good' | 'dark' | 'bright' | 'blurred';

/** Grey values from 0 to 255, row by row. */
export interface Frame {
  grey: Uint8Array;
  width: number;
  height: number;
}

/** By the weights of Rec. 601. @param pixels red, green, blue, opacity */
export function toGrey({ data, width, height }: Pick<ImageData, 'data' | 'width' | 'height'>): Frame {
  const grey = new Uint8Array(width * height);
  for (let at = 0; at < grey.length; at++) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at * 4, at * 4 + 3);
    grey[at] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  return { grey, width, height };
}

const darkest = 60;
const brightest = 205;
/** Share of the frame that may be burnt out: a window behind somebody is more. */
const burnt = 0.35;
/** Of the Laplacian, whose variance falls as edges blur. */
const sharpest = 40;

export function judge(frame: Frame): Sight {
  const { grey } = frame;
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length;
  if (mean < darkest) return 'dark';
  if (mean > brightest || grey.filter((value) => value > 250).length > burnt * grey.length) return 'bright';
  return sharpness(frame) < sharpest ? 'blurred' : 'good';
}

/** Variance of the Laplacian (Pech-Pacheco 2000). */
export function sharpness({ grey, width, height }: Frame): number {
  let sum = 0;
  let squares = 0;
  let count = 0;
  const at = (x: number, y: number) => grey[y * width + x] ?? 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const edge = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * at(x, y);
      sum += edge;
      squares += edge * edge;
      count++;
    }
  }
  return count === 0 ? 0 : squares / count - (sum / count) ** 2;
}
