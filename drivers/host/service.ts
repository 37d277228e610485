import { spawn, type ChildProcess } from 'node:child_process';

/** `failed`: no such program, or it ended badly. `overdue`: it was killed, or left to itself where it runs as another user. */
export type ServiceRestart = 'done' | 'failed' | 'overdue';

/**
 * Runs the command that restarts pcscd, which must end even a pcscd that heeds no SIGTERM. Never rejects.
 * @param command program and arguments
 * @param deadline milliseconds
 */
export function restartService(command: readonly string[], deadline: number): Promise<ServiceRestart> {
  return new Promise((resolve) => {
    const running = run(command);
    if (!running) {
      resolve('failed');
      return;
    }
    const end = (outcome: ServiceRestart) => {
      clearTimeout(timer);
      running.unref();
      resolve(outcome);
    };
    const timer = setTimeout(() => {
      end('overdue');
      // Where it may not, that is an `error`.
      running.kill('SIGKILL');
    }, deadline);
    running.on('error', () => end('failed'));
    running.on('exit', (code) => end(code === 0 ? 'done' : 'failed'));
  });
}

/** Some of what keeps a program from starting is thrown, such as ENOTDIR; the rest is told by `error`. */
function run([program = '', ...args]: readonly string[]): ChildProcess | undefined {
  const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  try {
    return spawn(program, args, { stdio: 'ignore', env: { PATH: path } });
  } catch {
    return undefined;
  }
}
