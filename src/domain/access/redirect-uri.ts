/** The code is shown to the person, who copies it into the app. */
export const outOfBand = 'urn:ietf:wg:oauth:2.0:oob'

/** Schemes that run or load something in the browser, or hand over to something that is no app (R34). */
const refusedSchemes = new Set(
  'javascript data vbscript file filesystem blob about view-source jar ftp ws wss mailto tel sms intent chrome resource'
    .split(' ')
    .map((scheme) => `${scheme}:`),
)

/**
 * Whether an app may be called back there: https; http on the person's own machine, or where this server itself is
 * reached by http; an app's own scheme; the out-of-band word. RFC 9700 section 2.6, RFC 8252 section 7.
 * @param origin this server's
 */
export function isAllowedRedirectUri(uri: string, origin: string): boolean {
  if (uri === outOfBand) return true
  // Visible ASCII only: parsers differ on the rest, and some drop it silently.
  if (uri.length > 2000 || !/^[\x21-\x7e]+$/.test(uri) || uri.includes('#')) return false
  const url = URL.parse(uri)
  if (!url || url.username !== '' || url.password !== '') return false
  if (url.protocol === 'https:') return true
  if (url.protocol === 'http:') return isLoopback(url.hostname) || origin.startsWith('http:')
  return url.protocol !== 'urn:' && !refusedSchemes.has(url.protocol)
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
