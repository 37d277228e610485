import { app, type Input, type Session, type WebContents } from 'electron';
import { isOwnUrl } from './scheme.ts';

// What the page understands (src/renderer/input.ts); every other key is a door to the browser or the desktop.
const knownKey = /^(.|Tab|Enter|Backspace|Arrow(Up|Down|Left|Right)|F([1-9]|1[0-2]))$/u;
/** Of a tactile keypad. What a layout makes of them differs, so their place counts. */
const keypadKey = /^F(1[3-9]|2[0-3])$/;

function isKnown(input: Input): boolean {
  return (knownKey.test(input.key) || keypadKey.test(input.code)) && !input.control && !input.alt && !input.meta;
}

function stayAtHome(event: { readonly url: string; preventDefault(): void }): void {
  if (!isOwnUrl(event.url)) event.preventDefault();
}

function guardContents(contents: WebContents): void {
  contents.on('will-frame-navigate', stayAtHome);
  contents.on('will-navigate', stayAtHome);
  contents.on('will-redirect', stayAtHome);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('before-input-event', (event, input) => {
    if (!isKnown(input)) event.preventDefault();
  });
}

/** Pictures and no sound. */
const isCamera = (details: object): boolean =>
  'mediaTypes' in details && Array.isArray(details.mediaTypes) && details.mediaTypes.join() === 'video';

/** Holds for every page that ever comes to be, the kiosk's own included. */
export function guardAllContents(): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
}

/** The page needs its own files, the camera for a photo, and nothing else of the world: no network, no device, no download. */
export function guardSession(session: Session): void {
  session.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !isOwnUrl(details.url) }));
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(permission === 'media' && isOwnUrl(details.requestingUrl) && isCamera(details)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, _origin, { requestingUrl = '', mediaType }) =>
      permission === 'media' && mediaType === 'video' && isOwnUrl(requestingUrl),
  );
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  // No page of ours comes over TLS, so no certificate is a good one. -2: refused.
  session.setCertificateVerifyProc((_request, callback) => callback(-2));
}
