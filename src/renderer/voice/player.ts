/** One clip, and the pause after it in milliseconds. */
export interface Sound {
  clip: ArrayBuffer;
  pause: number;
}

export interface Loudness {
  /** 1 to 5; 3 is the loudspeaker's loudest, which a technician sets to 65 dB(A). */
  volume: number;
  /** Times the usual pace. */
  rate: number;
}

/** 3.5 dB from step to step. */
const gainOf = (volume: number) => 10 ** ((volume - 5) * 0.175);

const tick = { hertz: 880, seconds: 0.06 };
/** Sounds begin this much after they were asked for, in seconds, so that none is cut. */
const lead = 0.03;

/** Plays clips in order without a gap; what is asked for later ends what sounds. */
export function openPlayer() {
  let context: AudioContext | undefined;
  let gain: GainNode | undefined;
  /** What is still to be heard, from what sounds now on. */
  let left: { buffer: AudioBuffer; pause: number }[] = [];
  let sources: AudioBufferSourceNode[] = [];
  /** What is asked for while clips are being decoded holds for them. */
  let wished: Loudness = { volume: 1, rate: 1 };
  /** Counts what was asked for: clips that are still being decoded when something else is wanted are not played. */
  let turn = 0;

  function audio(): AudioContext {
    context ??= new AudioContext({ latencyHint: 'interactive' });
    // A sound card that has gone away, or a browser that wants a touch first: silence, and another try with the next sound.
    if (context.state === 'suspended') void context.resume().catch(() => undefined);
    return context;
  }

  function output(volume = wished.volume): GainNode {
    const card = audio();
    if (!gain) {
      gain = card.createGain();
      gain.connect(card.destination);
    }
    gain.gain.value = gainOf(volume);
    return gain;
  }

  function silence(): void {
    for (const source of sources) {
      source.onended = null;
      source.stop();
    }
    sources = [];
  }

  function stop(): void {
    turn += 1;
    left = [];
    silence();
  }

  /** A clip that is broken is left out. */
  const decode = ({ clip, pause }: Sound) =>
    audio()
      .decodeAudioData(clip)
      .then((buffer) => ({ buffer, pause }))
      .catch(() => undefined);

  let whenDone: () => void = () => undefined;

  function start(): void {
    const loudness = output();
    let at = audio().currentTime + lead;
    sources = left.map(({ buffer, pause }) => {
      const source = audio().createBufferSource();
      source.buffer = buffer;
      source.playbackRate.value = wished.rate;
      source.connect(loudness);
      source.start(at);
      at += (buffer.duration + pause / 1_000) / wished.rate;
      source.onended = () => {
        left.shift();
        sources.shift();
        if (left.length === 0) whenDone();
      };
      return source;
    });
    if (left.length === 0) whenDone();
  }

  return {
    stop,
    /** Calls `done` when all was heard, and not where something else was wanted before. */
    async play(sounds: readonly Sound[], done: () => void): Promise<void> {
      stop();
      const mine = turn;
      const decoded = await Promise.all(sounds.map(decode));
      if (mine !== turn) return;
      left = decoded.filter((sound) => sound !== undefined);
      whenDone = done;
      start();
    },
    /** From now on louder or quicker, and what sounds too. At another pace the clip of the moment begins again. */
    adjust(loudness: Loudness): void {
      const { rate } = wished;
      wished = loudness;
      if (gain) output();
      if (loudness.rate === rate || left.length === 0) return;
      silence();
      start();
    },
    /** A short tone: something was entered that may not be said aloud, or wants to be seen. */
    tick(volume: number): void {
      const tone = audio().createOscillator();
      const start = audio().currentTime + lead;
      tone.frequency.value = tick.hertz;
      tone.connect(output(volume));
      tone.start(start);
      tone.stop(start + tick.seconds);
    },
  };
}
