import { contextBridge, ipcRenderer } from 'electron';
import { commandChannel, viewChannel } from './channels.ts';

type Listener = (view: unknown) => void;

// The page may start watching after the first view has come.
let latest: unknown;
const listeners = new Set<Listener>();

ipcRenderer.on(viewChannel, (_event, view: unknown) => {
  latest = view;
  for (const listener of listeners) listener(view);
});

contextBridge.exposeInMainWorld('tram', {
  send: (command: unknown): Promise<unknown> => ipcRenderer.invoke(commandChannel, command),
  watch(listener: Listener): () => void {
    listeners.add(listener);
    listener(latest);
    return () => void listeners.delete(listener);
  },
});
