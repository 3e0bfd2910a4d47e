import { type Account, type AccountId, handleOf } from '#domain/accounts/index.ts'
import type { PostsInside } from './needs.ts'
import { measureText, normaliseTag, parseText, type TextPart } from './parse-text.ts'
import type { Mention } from './post.ts'
import { mentionKey, renderText } from './render-text.ts'

/** A typed text ready to be stored. */
export interface ComposedText {
  /** By the field's counting: a link is 23, a mention counts without its domain. */
  readonly length: number
  readonly content: string
  readonly mentions: readonly Mention[]
  readonly tags: readonly { readonly tag: string; readonly display: string }[]
}

const maxMentions = 50
const maxTags = 60

/** Parses and renders a text; looks up mentioned accounts, over the network where needed: before any transaction. */
export async function composeText(
  needs: Pick<PostsInside, 'accounts' | 'lookUpRemote' | 'origin'>,
  text: string,
): Promise<ComposedText> {
  const parts = parseText(text)
  const mentioned = await findMentioned(needs, parts)
  const tags = new Map<string, string>()
  for (const part of parts) {
    if (part.kind !== 'tag' || tags.size >= maxTags) continue
    const tag = normaliseTag(part.name)
    if (!tags.has(tag)) tags.set(tag, part.name)
  }
  const mentions = new Map<AccountId, string>()
  for (const account of mentioned.values()) mentions.set(account.id, handleOf(account))
  return {
    length: measureText(parts),
    content: renderText(parts, mentioned, needs.origin),
    mentions: [...mentions].map(([accountId, handle]) => ({ accountId, handle })),
    tags: [...tags].map(([tag, display]) => ({ tag, display })),
  }
}

async function findMentioned(
  needs: Pick<PostsInside, 'accounts' | 'lookUpRemote' | 'origin'>,
  parts: readonly TextPart[],
): Promise<Map<string, Account>> {
  const own = new URL(needs.origin).host
  const found = new Map<string, Account>()
  const unknown: { username: string; domain: string }[] = []
  const wanted = new Map(
    parts
      .filter((part) => part.kind === 'mention')
      .map((part) => [mentionKey(part.username, part.domain), part]),
  )
  for (const [key, { username, domain }] of [...wanted].slice(0, maxMentions)) {
    const account = await needs.accounts.findByHandle(username, domain === own ? null : domain)
    if (account) found.set(key, account)
    else if (domain !== null && domain !== own) unknown.push({ username, domain })
  }
  if (unknown.length > 0) {
    for (const account of await needs.lookUpRemote(unknown))
      found.set(mentionKey(account.username, account.domain), account)
  }
  return found
}
