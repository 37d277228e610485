/**
 * The page's Content-Security-Policy as a header, since a `<meta>` cannot say who may frame the page.
 * @param frameAncestors an origin, or nobody
 */
export function contentPolicy(frameAncestors = "'none'"): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ');
}
