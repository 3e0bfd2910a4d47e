/**
 * A path of this server to send somebody on to (R40). Anything else than a path here becomes `/`: browsers read
 * backslashes as slashes, drop tabs and line breaks, and fold dots, so the text is parsed as they do.
 */
export function localPath(text: string, origin: string): string {
  if (!text.startsWith('/') || text.length > 8000) return '/'
  const url = URL.parse(text, origin)
  if (!url || url.origin !== origin) return '/'
  const path = `${url.pathname}${url.search}${url.hash}`
  return /^\/[/\\]/.test(path) ? '/' : path
}
