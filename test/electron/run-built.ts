import { registerHooks } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';

/*
 * Runs the built main process in plain Node, with the fake in Electron's place and everything else real, until it has
 * a window. Prints what the window was opened with, then quits as Electron would. Argument: the built entry.
 */
const fakeUrl = new URL('./fake-electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: fakeUrl, shortCircuit: true } : next(specifier, context),
});

const { app, FakeWindow } = await import('./fake-electron.ts');
app.isPackaged = false;
const [entry] = process.argv.splice(2, 1);
if (!entry) throw new Error('name the built entry');
await import(entry);

while (app.exits.length === 0 && FakeWindow.opened.length === 0) await delay(20);
const [window] = FakeWindow.opened;
if (window) {
  const { session: _, ...preferences } = window.options.webPreferences ?? {};
  console.log(JSON.stringify({ event: 'window', preferences, loaded: window.webContents.loaded }));
  // A view has been pushed as soon as the page has loaded.
  window.webContents.emit('did-finish-load');
  const view = window.webContents.sent.at(-1)?.value;
  console.log(JSON.stringify({ event: 'view', view }));
  process.stdin.once('end', () => app.emit('before-quit', { preventDefault: () => undefined }));
  process.stdin.resume();
}
while (app.exits.length === 0) await delay(20);
process.exit(app.exits[0]);
