/** Pixels of the photo: 3 to 4, as a licence bears it. */
const width = 600;
const height = 800;

/** Bytes. */
const largest = 300_000;

/** The middle of what the camera sees, 3 to 4. */
export function draw(
  video: HTMLVideoElement,
  canvas: HTMLCanvasElement,
  size: { width: number; height: number },
): void {
  const { videoWidth, videoHeight } = video;
  const seen = Math.min(videoWidth, (videoHeight * size.width) / size.height);
  const tall = (seen * size.height) / size.width;
  canvas.width = size.width;
  canvas.height = size.height;
  canvas
    .getContext('2d', { willReadFrequently: true })
    ?.drawImage(video, (videoWidth - seen) / 2, (videoHeight - tall) / 2, seen, tall, 0, 0, size.width, size.height);
}

/** A JPEG in base64, at the best quality that 300 kB hold. */
export function takePortrait(video: HTMLVideoElement): string {
  const canvas = document.createElement('canvas');
  draw(video, canvas, { width, height });
  for (const quality of [0.92, 0.8, 0.6]) {
    const jpeg = canvas.toDataURL('image/jpeg', quality).slice('data:image/jpeg;base64,'.length);
    if (jpeg.length <= (largest * 4) / 3) return jpeg;
  }
  return canvas.toDataURL('image/jpeg', 0.4).slice('data:image/jpeg;base64,'.length);
}
