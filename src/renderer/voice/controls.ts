import { vietnameseOf } from '../i18n/language.ts';

/** The words of a control as they are read, without the parts that match `without`. */
function wordsOf(control: HTMLElement, without: string): string {
  if (control.ariaLabel) return vietnameseOf(control.ariaLabel);
  const words: string[] = [];
  const texts = document.createTreeWalker(control, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { textContent, parentElement } = texts.currentNode;
    if (!parentElement?.closest(without)) words.push(vietnameseOf(textContent?.replace(/\s+/gu, ' ').trim() ?? ''));
  }
  return words.filter(Boolean).join(' ');
}

export const nameOf = (control: HTMLElement): string => wordsOf(control, '[aria-hidden]');

/** Without what a page has marked `data-headset`: that she chose this the last time, or all keys that type. */
export const publicNameOf = (control: HTMLElement): string =>
  control.closest('[data-headset]') ? '' : wordsOf(control, '[aria-hidden], [data-headset]');
