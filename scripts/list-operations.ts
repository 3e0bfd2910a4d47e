import { readFileSync } from 'node:fs'

/** How much it matters: T0 sign in, read, post; T1 what a daily user touches; T2 moderation; T3 rare or newer. */
export type Tier = 'T0' | 'T1' | 'T2' | 'T3'

export interface Operation {
  readonly tier: Tier
  readonly method: string
  /** As Mastodon's documentation writes it: `/api/v1/statuses/{id}`. */
  readonly path: string
}

/** Every operation of Mastodon's client API, names only, from `mastodon-operations.txt`. */
export function listOperations(): Operation[] {
  return readFileSync(new URL('mastodon-operations.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [tier, method, path] = line.split(' ') as [Tier, string, string]
      return { tier, method, path }
    })
}

/** An operation by its address alone: what a parameter of the path is called differs between documents. */
export function operationKey(operation: Pick<Operation, 'method' | 'path'>): string {
  return `${operation.method} ${operation.path.replaceAll(/\{\w+\}|:\w+/g, '{}')}`
}
