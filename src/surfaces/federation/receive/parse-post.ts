import type { RemoteMedia } from '#domain/media/index.ts'
import type { RemotePoll } from '#domain/polls/index.ts'
import { normaliseTag, type RemotePostCounts } from '#domain/posts/index.ts'
import { htmlToText, sanitizeRemoteHtml } from '#platform/html/index.ts'
import { type ParsedEmoji, parseEmojis } from '../parse-emojis.ts'
import {
  asUri,
  date,
  idOf,
  ids,
  isJson,
  isSameOrigin,
  type Json,
  list,
  localText,
  member,
  number,
  text,
  typeAmong,
  uri,
} from '../read-json.ts'
import { actorTypes, postTypes } from '../vocabulary.ts'
import { longPostHtml } from './long-post-html.ts'
import { parseAttachments } from './parse-attachments.ts'
import { isVote, parsePoll } from './parse-poll.ts'
import { type ParsedQuote, parseQuote } from './parse-quote.ts'

/** A post of another server, read from its document; what it refers to is not looked up yet. */
export interface ParsedPost {
  readonly uri: string
  readonly authorUri: string
  readonly url: string
  readonly content: string
  readonly contentWarning: string
  readonly sensitive: boolean
  readonly language: string | null
  readonly publishedAt: Date | undefined
  readonly editedAt: Date | undefined
  readonly replyToUri: string | undefined
  readonly to: readonly string[]
  readonly cc: readonly string[]
  /** Ids of the accounts that mention tags name. */
  readonly mentions: readonly string[]
  readonly tags: readonly { readonly tag: string; readonly display: string }[]
  readonly media: readonly RemoteMedia[]
  readonly poll: RemotePoll | undefined
  readonly quote: ParsedQuote | undefined
  readonly emojis: readonly ParsedEmoji[]
  readonly counts: RemotePostCounts
  readonly json: Json
}

const maxAddressees = 500
const maxTags = 100
const maxMentions = 50
const maxHashtags = 60
const maxCharacters = 100_000

/**
 * Reads an object as a post.
 * @param claimedAuthor the actor who sends it, of whom it must be where several authors are named
 * @returns undefined for what is no post: another type, no author, an id of another host than its author's (R6),
 * or a vote in a poll
 */
export function parsePost(json: Json, claimedAuthor?: string): ParsedPost | undefined {
  const type = typeAmong(json, postTypes)
  const id = uri(json, 'id')
  const authorUri = authorOf(json, claimedAuthor)
  if (!type || !id || !authorUri || !isSameOrigin(id, authorUri) || isVote(json)) return undefined
  const { language, text: html = '' } = localText(json, 'content', maxCharacters)
  const summary = localText(json, 'summary', maxCharacters).text ?? ''
  const url = pageOf(json, id)
  const poll = parsePoll(json)
  const isNote = type === 'Note' || poll !== undefined
  return {
    uri: id,
    authorUri,
    url,
    content: isNote ? sanitizeRemoteHtml(html) : longPostHtml(json, { html, summary, url }),
    // Only on a Note is the summary a warning; elsewhere it is one.
    contentWarning: isNote ? htmlToText(summary).slice(0, 500) : '',
    sensitive: isSensitive(json) || (isNote && summary !== ''),
    language,
    publishedAt: date(json, 'published'),
    editedAt: date(json, 'updated'),
    replyToUri: ids(json, 'inReplyTo', 1)[0],
    to: ids(json, 'to', maxAddressees),
    cc: ids(json, 'cc', maxAddressees),
    ...readTags(json),
    media: parseAttachments(json, id),
    poll,
    quote: parseQuote(json),
    emojis: parseEmojis(json),
    counts: parseCounts(json),
    json,
  }
}

/**
 * PeerTube names an account and a channel: the one who sends it counts, else the first that is a person. Who sends
 * something without an author is its author (ActivityPub 6.2).
 */
function authorOf(json: Json, claimed: string | undefined): string | undefined {
  const authors = list(json, 'attributedTo', 8)
  const named = authors.flatMap((author) => idOf(author) ?? [])
  if (claimed !== undefined && (authors.length === 0 || named.includes(claimed))) return claimed
  const person = authors.find((author) => isJson(author) && typeAmong(author, new Set(['Person'])))
  const first = person ?? authors.find((author) => !isJson(author) || typeAmong(author, actorTypes))
  return idOf(first ?? authors[0])
}

/** What a document says of how many liked, boosted and answered it, as Mastodon 4.4 and GoToSocial write it. */
export function parseCounts(json: Json): RemotePostCounts {
  return {
    likes: totalOf(member(json, 'likes')),
    boosts: totalOf(member(json, 'shares')),
    replies: totalOf(member(json, 'replies')),
  }
}

function totalOf(collection: unknown): number | undefined {
  const total = isJson(collection) ? number(collection, 'totalItems') : undefined
  return total !== undefined && total >= 0 && total <= maxCount ? Math.floor(total) : undefined
}

/** More than anybody has. */
const maxCount = 1_000_000_000

/** Misskey marks each file; the others mark the post. */
function isSensitive(json: Json): boolean {
  return [json, ...list(json, 'attachment', 16)].some(
    (part) => isJson(part) && member(part, 'sensitive') === true,
  )
}

/** A page of another host could be dressed up as this author's: then the id must do. */
function pageOf(json: Json, id: string): string {
  const links = list(json, 'url', 16).map((link) => {
    if (!isJson(link)) return { href: asUri(link), isPage: true }
    const type = text(link, 'mediaType', 100)
    return { href: asUri(member(link, 'href')), isPage: type === undefined || type === 'text/html' }
  })
  const page = links.find(({ href, isPage }) => isPage && href !== undefined && isSameOrigin(href, id))
  return page?.href ?? id
}

function readTags(json: Json): Pick<ParsedPost, 'mentions' | 'tags'> {
  const mentions = new Set<string>()
  const tags = new Map<string, string>()
  for (const tag of tagsOf(json)) {
    const type = typeAmong(tag, new Set(['Mention', 'Hashtag']))
    const href = asUri(member(tag, 'href'))
    if (type === 'Mention' && href && mentions.size < maxMentions) mentions.add(href)
    const name = text(tag, 'name', 120)?.replace(/^#/, '') ?? ''
    if (type === 'Hashtag' && isHashtag(name) && tags.size < maxHashtags) {
      const key = normaliseTag(name)
      if (!tags.has(key)) tags.set(key, name)
    }
  }
  return {
    mentions: [...mentions],
    tags: [...tags].map(([tag, display]) => ({ tag, display })),
  }
}

/** Pixelfed 0.12 merges its lists so that the first tag of a reply holds the others under "0", "1" and so on. */
function tagsOf(json: Json): Json[] {
  return list(json, 'tag', maxTags)
    .filter(isJson)
    .flatMap((tag) => [tag, ...Object.keys(tag).flatMap((key) => (/^\d{1,3}$/.test(key) ? [tag[key]] : []))])
    .filter(isJson)
    .slice(0, maxTags)
}

function isHashtag(name: string): boolean {
  return /^[\p{L}\p{M}\p{N}_·\u200c]{1,100}$/u.test(name)
}
