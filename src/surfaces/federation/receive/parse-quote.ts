import type { Account } from '#domain/accounts/index.ts'
import { packQuotePolicy, type QuoteGroup } from '#domain/posts/index.ts'
import { asUri, ids, isJson, type Json, list, member, text, uri } from '../read-json.ts'
import { isPublicCollection } from '../vocabulary.ts'

/** What a post of another server says that it quotes. */
export interface ParsedQuote {
  readonly uri: string
  /** Named in a manner that asks nobody. */
  readonly legacy: boolean
  /** Where the QuoteAuthorization is said to be. */
  readonly approvalUri: string | undefined
}

/** The older names: Misskey's; Pleroma's and Bookwyrm's; Fedibird's. */
const olderNames = ['_misskey_quote', 'quoteUrl', 'quoteUri'] as const

/** FEP-044f first; then what servers said before it; then an object link (FEP-e232). */
export function parseQuote(json: Json): ParsedQuote | undefined {
  const approvalUri = uri(json, 'quoteAuthorization')
  const asked = uri(json, 'quote')
  if (asked) return { uri: asked, legacy: false, approvalUri }
  const older = olderNames.map((name) => uri(json, name)).find(Boolean) ?? linkedQuote(json)
  return older === undefined ? undefined : { uri: older, legacy: true, approvalUri }
}

function linkedQuote(json: Json): string | undefined {
  const link = list(json, 'tag', 100).find(
    (tag): tag is Json =>
      isJson(tag) &&
      text(tag, 'type', 20) === 'Link' &&
      list(tag, 'rel', 4).includes('https://misskey-hub.net/ns#_misskey_quote'),
  )
  return link && asUri(member(link, 'href'))
}

const maxNamed = 20

/** Who may quote a post (`interactionPolicy.canQuote`); whom this server does not understand is `unknown`. */
export function parseQuotePolicy(
  json: Json,
  author: Pick<Account, 'uri' | 'followersUrl' | 'followingUrl'>,
): number {
  const policy = member(json, 'interactionPolicy')
  const canQuote = isJson(policy) ? member(policy, 'canQuote') : undefined
  if (!isJson(canQuote)) return 0
  const groupsOf = (name: string) => ids(canQuote, name, maxNamed).flatMap((id) => groupOf(id, author))
  return packQuotePolicy({ automatic: groupsOf('automaticApproval'), manual: groupsOf('manualApproval') })
}

function groupOf(
  id: string,
  { uri: own, followersUrl, followingUrl }: Parameters<typeof parseQuotePolicy>[1],
): QuoteGroup[] {
  if (isPublicCollection(id)) return ['public']
  if (id === followersUrl) return ['followers']
  if (id === followingUrl) return ['following']
  // The author alone is nobody.
  return id === own ? [] : ['unknown']
}
