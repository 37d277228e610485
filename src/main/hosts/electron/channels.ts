/** The two messages between main and page; the preload is the only other file that knows them. */
export const commandChannel = 'tram:command';
export const viewChannel = 'tram:view';
