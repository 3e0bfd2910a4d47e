import { createHash } from 'node:crypto'

/** What a copy belongs to: the file of a post, a picture of an account, or an emoji, by `name@domain`. */
type CopyKind = 'media' | 'avatar' | 'header' | 'emoji'

/**
 * Where this server gives out its copy of a file: by what the file belongs to, so that nothing can be asked for that
 * this server does not show, and with a digest of its address, so that another file has another path.
 */
export function copyPath(kind: CopyKind, id: string, url: string): string {
  return `/media/remote/${kind}/${encodeURIComponent(id)}/${shortDigest(url)}`
}

/** Whether a path's last part is about this address. */
export function isDigestOf(digest: string, url: string): boolean {
  return digest === shortDigest(url)
}

export function digestOf(url: string): Buffer {
  return createHash('sha256').update(url).digest()
}

function shortDigest(url: string): string {
  return digestOf(url).toString('hex', 0, 12)
}
