/** How somebody says who she is: her card, or what she has instead. */
export const ways = ['card', 'qr', 'typed', 'insurance-card', 'passport', 'vneid', 'child', 'none'] as const;
export type Way = (typeof ways)[number];
