import { type Account, isLocal } from '#domain/accounts/index.ts'
import { renderProfileText } from '#domain/posts/index.ts'
import { type Html, htmlToText, raw, sanitizeRemoteHtml } from '#platform/html/index.ts'

/** A profile's text as HTML that is safe to serve: typed here, or sent by another server (R20). */
export function profileHtml(origin: string, account: Account, text: string): Html {
  return raw(cleanText(origin, account, text))
}

/** The value of a field: one line, its links claimed by the profile as `rel="me"` (microformats.org/wiki/rel-me). */
export function fieldHtml(origin: string, account: Account, value: string): Html {
  const line = cleanText(origin, account, value).replace(/^<p>(.*)<\/p>$/s, '$1')
  return raw(line.replaceAll(' rel="nofollow ', ' rel="me nofollow '))
}

export function profileWords(origin: string, account: Account): string {
  return htmlToText(cleanText(origin, account, account.bio))
}

function cleanText(origin: string, account: Account, text: string): string {
  return isLocal(account) ? renderProfileText(text, origin) : sanitizeRemoteHtml(text)
}
