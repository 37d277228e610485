import { failed } from '../../src/contract/result.ts';
import type { Deadlines } from './deadlines.ts';
import { methods, type Answer, type Method, type ToHostMessage } from './protocol.ts';

type CallMessage = Extract<ToHostMessage, { type: Method }>;
type Request<M extends Method> = Extract<ToHostMessage, { type: M }>['request'];
type Loss = 'DEVICE_LOST' | 'DEVICE_TIMEOUT' | 'CANCELLED';

/** What a call yields when its host could not: `sent` tells whether the host had it already. */
const losses: { [M in Method]: (code: Loss, sent: boolean) => Answer<M> } = {
  readChip: (code) => failed(code),
  tryReader: () => ({ works: false }),
  printerStatus: () => ({ state: 'unknown' }),
  print: (code, sent) => ({ outcome: sent ? 'unknown' : 'not-printed', code }),
};

interface Call {
  method: Method;
  message: CallMessage;
  sent: boolean;
  cancelled: boolean;
  timer: NodeJS.Timeout;
  /** @returns whether the answer was one of its method's */
  settle(answer: unknown): boolean;
  lose(code: Loss): void;
}

/** The calls that were made and not yet answered, over however many processes. */
export interface Calls {
  /**
   * Goes out at once where a host serves, else waits for one, at most `deadlines.successor`. Never rejects.
   * @param signal one that aborts before the call was sent settles it, and the host never hears of it; later the host is told, and
   * the call settles when the host has answered or was lost. Only a reading has one.
   */
  begin<M extends Method>(method: M, request: Request<M>, signal?: AbortSignal): Promise<Answer<M>>;
  /** A host serves: what waits goes out. */
  serve(send: (message: ToHostMessage) => void): void;
  /** The host is gone: what it had is lost, and what comes waits for the next. */
  lose(): void;
  /** @returns whether it was an answer of its call's method; nobody minds one that comes too late, but one without a call */
  settle(id: number, answer: unknown): boolean;
  /** Whether somebody still waits for it. */
  isWanted(id: number): boolean;
  /** Whether a host has such a call. */
  isUnderWay(method: Method): boolean;
  /** Whatever waits, and whatever comes, is lost. */
  close(): void;
}

/** @param overdue a host passed a call's deadline; the call is settled already */
export function openCalls(deadlines: Deadlines, overdue: (method: Method) => void): Calls {
  const calls = new Map<number, Call>();
  let lastId = 0;
  let send: ((message: ToHostMessage) => void) | undefined;
  let closed = false;

  const patienceWith = (message: CallMessage): number =>
    deadlines[message.type] + (message.type === 'print' ? message.request.height * deadlines.printRow : 0);

  function dispatch(call: Call): void {
    if (!send) return;
    clearTimeout(call.timer);
    call.sent = true;
    call.timer = setTimeout(() => {
      call.lose('DEVICE_TIMEOUT');
      overdue(call.method);
    }, patienceWith(call.message));
    send(call.message);
  }

  function begin<M extends Method>(method: M, request: Request<M>, signal?: AbortSignal): Promise<Answer<M>> {
    return new Promise((resolve) => {
      const id = ++lastId;
      const finish = (answer: Answer<M>) => {
        clearTimeout(call.timer);
        signal?.removeEventListener('abort', cancel);
        calls.delete(id);
        resolve(answer);
      };
      const cancel = () => {
        call.cancelled = true;
        if (call.sent) send?.({ type: 'cancel', id });
        else call.lose('CANCELLED');
      };
      const call: Call = {
        method,
        message: { type: method, id, request } as CallMessage,
        sent: false,
        cancelled: false,
        timer: setTimeout(() => call.lose('DEVICE_LOST'), deadlines.successor),
        settle(raw) {
          const answer = methods[method].answer.safeParse(raw);
          if (answer.success) finish(answer.data as Answer<M>);
          return answer.success;
        },
        lose: (code) => finish(losses[method](code, call.sent)),
      };
      calls.set(id, call);
      signal?.addEventListener('abort', cancel);
      if (closed) call.lose('DEVICE_LOST');
      else if (signal?.aborted) cancel();
      else dispatch(call);
    });
  }

  return {
    begin,
    serve(to) {
      send = to;
      for (const call of [...calls.values()]) dispatch(call);
    },
    lose() {
      send = undefined;
      for (const call of [...calls.values()]) if (call.sent) call.lose('DEVICE_LOST');
    },
    settle: (id, answer) => calls.get(id)?.settle(answer) ?? id <= lastId,
    isWanted: (id) => calls.get(id)?.cancelled === false,
    isUnderWay: (method) => [...calls.values()].some((call) => call.sent && call.method === method),
    close() {
      closed = true;
      for (const call of [...calls.values()]) call.lose('DEVICE_LOST');
    },
  };
}
