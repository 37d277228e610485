/** Ends this process once all is said. An exchange that is stuck in native code would hold even process.exit(); another program in our place is not held. */
export function leave(exitCode: number): void {
  process.exitCode = exitCode;
  setTimeout(() => process.execve?.('/bin/sh', ['sh', '-c', `exit ${exitCode}`]), 500).unref();
}
