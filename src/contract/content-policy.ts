/**
 * The Content-Security-Policy of a page, as a header, since a `<meta>` cannot say who may frame it: all that it loads or asks is its
 * own server's.
 * @param frameAncestors an origin, or nobody
 * @param inlineStyles for a page whose styles are not ours
 */
export function contentPolicy({
  frameAncestors = "'none'",
  inlineStyles = false,
}: { frameAncestors?: string; inlineStyles?: boolean } = {}): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${inlineStyles ? " 'unsafe-inline'" : ''}`,
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ');
}
