/**
 * The paper in the printer. A head of 576 dots prints 72 mm of paper 80 mm wide, one of 384 prints 48 mm of 58 mm;
 * both have eight dots to the millimetre. Large print is for a centre whose visitors see badly; it takes more paper.
 */
export interface PaperFormat {
  dots: 576 | 384;
  largePrint: boolean;
}

/** Font sizes in dots; capitals are 0.714 of them. */
export interface Sizes {
  /** The queue number, where the paper is wide enough. */
  number: number;
  /** Where to go: on wide paper capitals of 5 mm, which EN 301 549 asks of what is read at an arm's length. */
  way: number;
  strong: number;
  plain: number;
  /** English beneath Vietnamese, the smallest: 26 dots, 3.2 mm, is the least that can be read. */
  english: number;
}

/** Of the sizes for Vietnamese only such as keep every mark apart from the next; 36, 39 or 42 would not. */
export function sizesOn({ dots, largePrint }: PaperFormat): Sizes {
  if (dots === 576)
    return largePrint
      ? { number: 224, way: 68, strong: 50, plain: 44, english: 34 }
      : { number: 224, way: 56, strong: 38, plain: 34, english: 27 };
  return largePrint
    ? { number: 150, way: 46, strong: 43, plain: 38, english: 34 }
    : { number: 150, way: 40, strong: 34, plain: 31, english: 27 };
}
