import { z } from '../contract/zod.ts';
import type { Command } from '../contract/commands.ts';
import { failureCodeSchema } from '../contract/failures.ts';
import { failed, ok, type Result } from '../contract/result.ts';
import { sessionViewSchema, type SessionView } from '../contract/session-view.ts';

/** All that the page and the core say to each other. */
export interface Bridge {
  send(command: Command): Promise<Result>;
  /**
   * Calls `listener` with each view, and with `undefined` when the core is lost: nothing shown may then stay.
   * Returns the function that ends the watch.
   */
  watch(listener: (view: SessionView | undefined) => void): () => void;
}

declare global {
  interface Window {
    /** Put there by Electron's preload; absent in a plain browser. */
    readonly tram?: Bridge;
  }
}

const messageSchema = z.union([
  z.strictObject({ view: sessionViewSchema }),
  z.strictObject({
    reply: z.strictObject({
      id: z.int(),
      result: z.union([
        z.object({ ok: z.literal(true) }),
        z.strictObject({ ok: z.literal(false), code: failureCodeSchema }),
      ]),
    }),
  }),
]);

const firstDelayMs = 250;
const longestDelayMs = 5_000;

/** The core over a WebSocket of the host that served this page; the host's cookie is the key. */
export function openSocketBridge(address = `${location.origin.replace(/^http/, 'ws')}/kiosk`): Bridge {
  const waiting = new Map<number, (result: Result) => void>();
  const listeners = new Set<(view: SessionView | undefined) => void>();
  let latest: SessionView | undefined;
  let socket: WebSocket;
  let lastId = 0;
  let delayMs = firstDelayMs;

  function publish(view: SessionView | undefined) {
    latest = view;
    for (const listener of listeners) listener(view);
  }

  function receive(data: unknown) {
    const message = messageSchema.parse(JSON.parse(String(data)));
    if ('view' in message) {
      delayMs = firstDelayMs;
      publish(message.view);
      return;
    }
    const { id, result } = message.reply;
    waiting.get(id)?.(result.ok ? ok(undefined) : failed(result.code));
    waiting.delete(id);
  }

  function lose() {
    publish(undefined);
    for (const settle of waiting.values()) settle(failed('DEVICE_LOST'));
    waiting.clear();
    setTimeout(connect, delayMs);
    delayMs = Math.min(delayMs * 2, longestDelayMs);
  }

  function connect() {
    socket = new WebSocket(address);
    socket.addEventListener('message', (event) => {
      try {
        receive(event.data);
      } catch {
        // A core that speaks another language is as good as lost. What it said is not repeated: it may be personal.
        console.error('the core sent a message that is not in the contract');
        socket.close();
      }
    });
    socket.addEventListener('close', lose, { once: true });
  }

  connect();
  return {
    send(command) {
      if (socket.readyState !== WebSocket.OPEN) return Promise.resolve(failed('DEVICE_LOST'));
      const id = ++lastId;
      return new Promise((settle) => {
        waiting.set(id, settle);
        socket.send(JSON.stringify({ id, command }));
      });
    },
    watch(listener) {
      listeners.add(listener);
      listener(latest);
      return () => listeners.delete(listener);
    },
  };
}
