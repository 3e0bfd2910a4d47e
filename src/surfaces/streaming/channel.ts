import type { AccountId } from '#domain/accounts/index.ts'
import { normaliseTag } from '#domain/posts/index.ts'
import { parseId } from '#platform/ids/index.ts'

/** What one can subscribe to, by the kind of thing that it carries. */
export type ChannelKind = 'user' | 'notification' | 'direct' | 'public' | 'tag' | 'list'

/** One stream as one viewer asked for it. */
export interface Channel {
  readonly kind: ChannelKind
  /** Which of its kind: an account, `here:media`, a tag, a list. */
  readonly id: string
  /** As the protocol calls it: the name, then the tag or the list as an element of its own. */
  readonly stream: readonly string[]
  /** One of these scopes opens it. */
  readonly scopes: readonly string[]
}

export type ChannelOutcome =
  | { readonly ok: true; readonly channel: Channel }
  | { readonly ok: false; readonly status: number; readonly message: string }

export interface ChannelParameters {
  readonly tag?: unknown
  readonly list?: unknown
  readonly onlyMedia?: boolean
}

const forStatuses = ['read:statuses']
const forNotifications = ['read:notifications']

const publicNames: ReadonlyMap<string, string> = new Map([
  ['public', 'everywhere'],
  ['public:local', 'here'],
  ['public:remote', 'elsewhere'],
])

/**
 * A stream by the name that Mastodon gives it: `user`, `user:notification`, `direct`, `public[:local|:remote][:media]`,
 * `hashtag[:local]`, `list`.
 */
export function parseChannel(name: unknown, given: ChannelParameters, viewerId: AccountId): ChannelOutcome {
  switch (name) {
    case 'user':
      return opened({
        kind: 'user',
        id: viewerId,
        stream: [name],
        scopes: [...forStatuses, ...forNotifications],
      })
    case 'user:notification':
      return opened({ kind: 'notification', id: viewerId, stream: [name], scopes: forNotifications })
    case 'direct':
      return opened({ kind: 'direct', id: viewerId, stream: [name], scopes: forStatuses })
    case 'hashtag':
    case 'hashtag:local':
      return parseTag(name, given.tag)
    case 'list':
      return parseList(given.list)
    default:
      return parsePublic(typeof name === 'string' ? name : '', given.onlyMedia ?? false)
  }
}

function parsePublic(name: string, onlyMedia: boolean): ChannelOutcome {
  const from = publicNames.get(name.replace(/:media$/, ''))
  if (from === undefined) return { ok: false, status: 400, message: 'Unknown stream type' }
  const media = onlyMedia || name.endsWith(':media')
  return opened({
    kind: 'public',
    id: media ? `${from}:media` : from,
    stream: [media && !name.endsWith(':media') ? `${name}:media` : name],
    scopes: forStatuses,
  })
}

function parseTag(name: 'hashtag' | 'hashtag:local', given: unknown): ChannelOutcome {
  const text = typeof given === 'string' ? given.replace(/^#/, '').slice(0, 200) : ''
  if (text === '') return { ok: false, status: 400, message: 'Missing tag name parameter' }
  const tag = normaliseTag(text)
  return opened({
    kind: 'tag',
    id: name === 'hashtag' ? tag : `here:${tag}`,
    stream: [name, text],
    scopes: forStatuses,
  })
}

function parseList(given: unknown): ChannelOutcome {
  const text = typeof given === 'string' || typeof given === 'number' ? String(given) : ''
  if (text === '') return { ok: false, status: 400, message: 'Missing list name parameter' }
  const id = parseId(text)
  if (id === undefined) return { ok: false, status: 404, message: 'Record not found' }
  return opened({ kind: 'list', id, stream: ['list', id], scopes: ['read:lists', ...forStatuses] })
}

function opened(channel: Channel): ChannelOutcome {
  return { ok: true, channel }
}
