/** Runs in the page: text that leaves its box or the page, and what lies upon something else. Empty where all is well. */
export function misplaced(): string[] {
  type Edges = Pick<DOMRect, 'left' | 'top' | 'right' | 'bottom'>;
  interface Piece {
    what: string;
    /** The text, or the thing itself. */
    from: Node;
    of: Element;
    at: Edges;
  }
  /** In CSS pixels: less is rounding. */
  const slack = 1.5;

  const root = document.querySelector('dialog[open]') ?? document.body;
  const main = document.querySelector('main');
  const shown = (element: Element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest('.visually-hidden');
  /** What main has scrolled away is nowhere. */
  const inSight = (of: Element, at: Edges) => {
    const window = main?.contains(of) ? main.getBoundingClientRect() : undefined;
    return !window || (at.top >= window.top - 1 && at.bottom <= window.bottom + 1);
  };

  function linesOf(node: Node): Piece[] {
    const of = node.parentElement;
    const what = node.textContent?.trim();
    if (!of || !what || !shown(of) || of.closest('svg')) return [];
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()]
      .filter((at) => at.width > 0 && inSight(of, at))
      .map((at) => ({ what, from: node, of, at }));
  }
  const texts: Piece[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(...linesOf(walker.currentNode));
  const things: Piece[] = [...root.querySelectorAll('button, svg, img')]
    .filter((of) => shown(of) && !of.parentElement?.closest('svg'))
    .map((of) => ({ what: of.textContent.trim() || of.tagName, from: of, of, at: of.getBoundingClientRect() }))
    .filter(({ of, at }) => inSight(of, at));

  /** The nearest thing around it that is seen to have edges. */
  function boxOf(element: Element): Element | undefined {
    for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
      const { borderTopWidth, borderLeftWidth, backgroundColor } = getComputedStyle(at);
      const bordered = parseFloat(borderTopWidth) > 0 && parseFloat(borderLeftWidth) > 0;
      if (bordered || !/^rgba\(.*, 0\)$/.test(backgroundColor)) return at;
    }
    return undefined;
  }
  const leaves = (inner: Edges, outer: Edges) =>
    inner.left < outer.left - slack ||
    inner.top < outer.top - slack ||
    inner.right > outer.right + slack ||
    inner.bottom > outer.bottom + slack;
  const overlap = (a: Edges, b: Edges) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > slack &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > slack;
  const related = (a: Piece, b: Piece) => a.from.contains(b.from) || b.from.contains(a.from);

  const found = new Set<string>();
  const page = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  for (const text of texts) {
    const box = boxOf(text.of);
    if (leaves(text.at, page)) found.add(`beyond the page: ${text.what}`);
    if (box && leaves(text.at, box.getBoundingClientRect())) found.add(`out of its box: ${text.what}`);
  }
  const pieces = [...texts, ...things];
  for (const [index, one] of pieces.entries())
    for (const other of pieces.slice(index + 1))
      if (!related(one, other) && overlap(one.at, other.at)) found.add(`upon one another: ${one.what} | ${other.what}`);
  return [...found];
}
