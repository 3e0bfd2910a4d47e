import { type Account, handleOf } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'

/** The path of an account's page here; also that of an account of another server. */
export function profilePath(account: Pick<Account, 'username' | 'domain'>): string {
  return `/@${encodeURIComponent(handleOf(account)).replaceAll('%40', '@')}`
}

export function postPath(author: Pick<Account, 'username' | 'domain'>, post: Pick<Post, 'id'>): string {
  return `${profilePath(author)}/${post.id}`
}

export function tagPath(tag: string): string {
  return `/tags/${encodeURIComponent(tag)}`
}

/** The page that stands for something, here or on its own server: search engines and readers go by it. */
export function profileUrl(origin: string, account: Account): string {
  return httpUrl(account.url) ?? httpUrl(account.uri) ?? `${origin}${profilePath(account)}`
}

export function postUrl(origin: string, author: Account, post: Post): string {
  return httpUrl(post.url) ?? httpUrl(post.uri) ?? `${origin}${postPath(author, post)}`
}

export function avatarPath(account: Account): string {
  return picturePath(account.avatarKey, account.avatarUrl) ?? '/static/avatar.png'
}

export function headerPath(account: Account): string {
  return picturePath(account.headerKey, account.headerUrl) ?? '/static/header.png'
}

/** An address of ours from a path; addresses of others stay. */
export function absolute(origin: string, address: string): string {
  return address.startsWith('/') ? `${origin}${address}` : address
}

/** Pages load pictures over TLS or from here (see the Content-Security-Policy); the rest is not shown. */
export function httpsUrl(text: string | null): string | undefined {
  const url = httpUrl(text)
  return url?.startsWith('https:') ? url : undefined
}

/** What may stand in a link (R20). */
export function httpUrl(text: string | null): string | undefined {
  const url = text === null ? null : URL.parse(text)
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : undefined
}

function picturePath(key: string | null, remote: string | null): string | undefined {
  return key ? `/media/${key}` : httpsUrl(remote)
}
