import { connect } from 'node:net';

/** `silent`: it is there and does not answer, as a stopped pcscd or one that hangs. `denied`: this user may not even ask. */
export type Answer = 'alive' | 'absent' | 'denied' | 'silent';

const again = 50;

/**
 * Whether somebody serves pcscd's socket, without a word of its protocol: who hangs up is hung up on at once by a pcscd
 * that runs. libpcsclite's own calls wait for ever where it does not, some of them on the JavaScript thread.
 * @param patience milliseconds
 */
export async function knock(patience: number): Promise<Answer> {
  const deadline = performance.now() + patience;
  for (;;) {
    const answer = await knockOnce(Math.max(0, deadline - performance.now()));
    // pcscd's queue holds two: EAGAIN says no more than that others knock too.
    if (answer !== 'EAGAIN') return answer;
    if (performance.now() > deadline) return 'silent';
    await new Promise((resolve) => setTimeout(resolve, again));
  }
}

function knockOnce(patience: number): Promise<Answer | 'EAGAIN'> {
  return new Promise((resolve) => {
    // Where libpcsclite looks for it.
    const socket = connect(process.env.PCSCLITE_CSOCK_NAME ?? '/run/pcscd/pcscd.comm');
    const settle = (answer: Answer | 'EAGAIN') => {
      clearTimeout(timer);
      resolve(answer);
      socket.destroy();
    };
    // After a pause of this process itself, an answer that waits is read before the verdict.
    const timer = setTimeout(() => setImmediate(() => settle('silent')), patience);
    socket.on('error', (error: NodeJS.ErrnoException) => settle(answers[error.code ?? ''] ?? 'absent'));
    socket.on('close', () => settle('alive'));
    socket.resume().end();
  });
}

const answers: Partial<Record<string, Answer | 'EAGAIN'>> = {
  EACCES: 'denied',
  EPERM: 'denied',
  EAGAIN: 'EAGAIN',
  // It hung up first.
  ECONNRESET: 'alive',
  EPIPE: 'alive',
};
