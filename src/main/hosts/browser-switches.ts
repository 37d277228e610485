/** What every browser that shows the kiosk is told on its command line, Electron or Chromium. */
export const browserSwitches: Readonly<Record<string, string>> = {
  // A swipe must not leave the page, a pinch must not shrink it, and a spoken prompt needs no tap first.
  'overscroll-history-navigation': '0',
  'disable-pinch': '',
  'autoplay-policy': 'no-user-gesture-required',
};
