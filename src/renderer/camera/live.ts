import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';
import { openCamera, type Camera, type CameraState } from './camera.ts';
import { judge, toGrey, type Sight } from './frame.ts';
import { draw } from './portrait.ts';

const looksEveryMs = 400;
/** What is judged is small: blur that a small picture does not show, nobody sees on a licence. */
const looked = { width: 150, height: 200 };

/** What the camera sees, in `video`, for as long as the component is on the page, and whether a photo of it would do. */
export function useCamera(video: Readonly<Ref<HTMLVideoElement | null>>): {
  state: Ref<CameraState>;
  sight: Ref<Sight>;
} {
  const state = ref<CameraState>('starting');
  const sight = ref<Sight>('good');
  const canvas = document.createElement('canvas');
  let camera: Camera | undefined;
  let gone = false;
  let looking: ReturnType<typeof setInterval> | undefined;

  function look() {
    if (!video.value || video.value.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    if (state.value === 'starting') state.value = 'ready';
    draw(video.value, canvas, looked);
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, looked.width, looked.height);
    if (pixels) sight.value = judge(toGrey(pixels));
  }

  function stop() {
    gone = true;
    camera?.stop();
    clearInterval(looking);
  }

  onMounted(async () => {
    const opened = await openCamera(() => (state.value = 'missing'));
    if (typeof opened === 'string') {
      state.value = opened;
      return;
    }
    camera = opened;
    if (gone || !video.value) {
      stop();
      return;
    }
    video.value.srcObject = camera.stream;
    looking = setInterval(look, looksEveryMs);
  });
  onBeforeUnmount(stop);
  return { state, sight };
}
