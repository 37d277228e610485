/** `denied`: there is a camera, and the browser keeps it from the page. */
export type CameraState = 'starting' | 'ready' | 'missing' | 'denied';

export interface Camera {
  /** For a `<video>`. */
  stream: MediaStream;
  /** Its light goes out. */
  stop(): void;
}

/** Opens the kiosk's camera, without sound. @param lost called when it is pulled out */
export async function openCamera(lost: () => void): Promise<Camera | 'missing' | 'denied'> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: 'user', width: { ideal: 1280 }, height: { ideal: 960 } },
    });
    const tracks = stream.getTracks();
    for (const track of tracks) track.addEventListener('ended', lost);
    return { stream, stop: () => tracks.forEach((track) => track.stop()) };
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'missing';
  }
}
