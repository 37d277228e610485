/** The target panel: 27", 1080 pixels to 336 mm. */
export const mm = 1080 / 336;

/** Runs in the page: sizes of all that is touched or read, in CSS pixels. */
export function measure() {
  const seen = (element: Element) => element.checkVisibility({ visibilityProperty: true });
  const box = (element: Element) => {
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
    return { what: element.textContent.trim(), left, top, right, bottom, width, height };
  };
  const texts = [...document.querySelectorAll('body *')].filter(
    (element) =>
      seen(element) &&
      !element.closest('.visually-hidden, svg') &&
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()),
  );
  const main = document.querySelector('main');
  /** What is scrolled out of its window cannot be touched. */
  const within = (element: Element) => {
    const around = main?.contains(element) ? main.getBoundingClientRect() : undefined;
    const { top, bottom } = element.getBoundingClientRect();
    return !around || (top >= around.top - 1 && bottom <= around.bottom + 1);
  };
  /** What an element is drawn upon, where that is one colour. */
  const groundOf = (element: Element | null): string | undefined => {
    if (!element) return undefined;
    const { backgroundColor, backgroundImage } = getComputedStyle(element);
    if (backgroundImage !== 'none') return undefined;
    return backgroundColor === 'rgba(0, 0, 0, 0)' ? groundOf(element.parentElement) : backgroundColor;
  };
  return {
    icons: [...document.querySelectorAll('svg.icon')].filter(seen).flatMap((icon) => {
      const ground = groundOf(icon);
      const what = icon.parentElement?.textContent.trim() ?? '';
      return ground === undefined ? [] : [{ what, colour: getComputedStyle(icon).stroke, ground }];
    }),
    targets: [...document.querySelectorAll('button')].filter((button) => seen(button) && within(button)).map(box),
    texts: texts.map((element) => {
      const style = getComputedStyle(element);
      const size = parseFloat(style.fontSize);
      const { left, right, top } = element.getBoundingClientRect();
      return {
        what: element.textContent.trim(),
        size,
        lineHeight: parseFloat(style.lineHeight) / size,
        font: style.fontFamily,
        left,
        right,
        top,
        cut:
          style.overflow === 'hidden' ||
          style.textOverflow === 'ellipsis' ||
          (style.overflow !== 'visible' && element.scrollWidth > element.clientWidth + 1),
      };
    }),
    width: document.documentElement.scrollWidth,
    height: Math.max(document.documentElement.scrollHeight, document.body.scrollHeight),
    // Both are rounded, each for itself: a dot is nothing that anybody could page to.
    mainOverflow: main ? Math.max(0, main.scrollHeight - main.clientHeight - 1) : 0,
    mainAside: main ? main.scrollWidth - main.clientWidth : 0,
    language: document.documentElement.lang,
    headings: document.querySelectorAll('h1').length,
    text: document.body.innerText,
    labels: [...document.querySelectorAll('[aria-label]')].map((element) => element.getAttribute('aria-label') ?? ''),
  };
}
export type Measured = ReturnType<typeof measure>;
type Box = Measured['targets'][number];

/** Between the edges of two boxes; negative where they overlap. */
export const gap = (a: Box, b: Box): number =>
  Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom);
