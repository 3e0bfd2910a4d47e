import { type Account, localAddresses } from '#domain/accounts/index.ts'
import type { Post, PostId } from '#domain/posts/index.ts'
import { serverActorUri } from '../fetch/index.ts'

/** The ids under which others know what is here; each is stable, and most can be fetched. */
export interface Addresses {
  readonly origin: string
  actor(account: Pick<Account, 'uri' | 'username' | 'kind'>): string
  followers(account: Pick<Account, 'uri' | 'username' | 'followersUrl'>): string | null
  handle(account: Pick<Account, 'username' | 'domain'>): string
  post(post: Pick<Post, 'id' | 'uri'>): string
  /** The Create of a post, or the Announce that a boost is. */
  activity(postId: PostId): string
  /** The Arrive that a check-in is in its own form. */
  arrival(postId: PostId): string
  follow(follower: Pick<Account, 'uri' | 'username' | 'kind'>, followId: string): string
  /** A QuoteRequest, and the QuoteAuthorization by which one of another server is granted. */
  quoteRequest(author: Pick<Account, 'uri' | 'username' | 'kind'>, postId: PostId): string
  stamp(quotedAuthor: Pick<Account, 'uri' | 'username' | 'kind'>, stampId: string): string
  /** A question whether a check-in may name somebody. */
  companionAsk(postId: string, companionId: string): string
  file(key: string): string
  emoji(shortcode: string): string
  tag(name: string): string
}

export function createAddresses(origin: string, handleDomain = new URL(origin).host): Addresses {
  const actor: Addresses['actor'] = (account) => {
    if (account.uri !== null) return account.uri
    return account.kind === 'application'
      ? serverActorUri(origin, account)
      : localAddresses(origin, account.username).uri
  }
  return {
    origin,
    actor,
    followers: (account) =>
      account.uri === null ? localAddresses(origin, account.username).followers : account.followersUrl,
    handle: (account) => `@${account.username}@${account.domain ?? handleDomain}`,
    post: (post) => post.uri ?? `${origin}/posts/${post.id}`,
    activity: (postId) => `${origin}/posts/${postId}/activity`,
    arrival: (postId) => `${origin}/arrivals/${postId}`,
    follow: (follower, followId) => `${actor(follower)}#follows/${followId}`,
    quoteRequest: (author, postId) => `${actor(author)}#quote_requests/${postId}`,
    stamp: (quotedAuthor, stampId) => `${actor(quotedAuthor)}/quote_authorizations/${stampId}`,
    companionAsk: (postId, companionId) => `${origin}/posts/${postId}/companions/${companionId}`,
    file: (key) => `${origin}/media/${key}`,
    emoji: (shortcode) => `${origin}/emojis/${shortcode}`,
    tag: (name) => `${origin}/tags/${encodeURIComponent(name)}`,
  }
}

/** Stored pictures carry their type in the key's ending. */
export function typeOfFile(key: string): string {
  const ending = key.slice(key.lastIndexOf('.') + 1)
  return `image/${ending === 'jpg' ? 'jpeg' : ending}`
}
