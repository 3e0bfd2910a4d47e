import { type Account, defaultPicturePath, handleOf } from '#domain/accounts/index.ts'
import { copyPath } from '#domain/copies/index.ts'
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
  return picturePath(account, 'avatar')
}

export function headerPath(account: Account): string {
  return picturePath(account, 'header')
}

/** An address of ours from a path; addresses of others stay. */
export function absolute(origin: string, address: string): string {
  return address.startsWith('/') ? `${origin}${address}` : address
}

/** What is fetched from elsewhere comes over TLS. */
export function httpsUrl(text: string | null): string | undefined {
  const url = httpUrl(text)
  return url?.startsWith('https:') ? url : undefined
}

/** What may stand in a link (R20). */
export function httpUrl(text: string | null): string | undefined {
  const url = text === null ? null : URL.parse(text)
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : undefined
}

function picturePath(account: Account, which: 'avatar' | 'header'): string {
  const key = account[`${which}Key`]
  if (key) return `/media/${key}`
  const remote = account[`${which}Url`]
  return remote === null || httpUrl(remote) === undefined
    ? defaultPicturePath(which, account.id)
    : copyPath(which, account.id, remote)
}
