import type { Account, AccountId } from '#domain/accounts/index.ts'
import { defineJob, handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import { RemoteFault } from '#platform/outbound-http/index.ts'
import { digestFollowers } from '../digest-followers.ts'
import { ids, isSameOrigin } from '../read-json.ts'
import type { ReceiveNeeds } from './needs.ts'

/** Compares who here follows an account elsewhere with what its server thinks (FEP-8fcf). */
export const synchroniseFollowers = defineJob<{ readonly accountId: AccountId; readonly url: string }>(
  'synchronise-followers',
)

export interface Synchronisation {
  readonly collectionId: string
  readonly url: string
  readonly digest: string
}

type Needs = Pick<
  ReceiveNeeds,
  'accounts' | 'db' | 'endStrayFollow' | 'fetching' | 'jobs' | 'origin' | 'relationships'
>

const maxHeader = 8192
const maxFollowers = 100_000

/** Reads a `Collection-Synchronization` header. @returns undefined for anything malformed */
export function parseSynchronisation(header: string): Synchronisation | undefined {
  if (header.length > maxHeader) return undefined
  const params = new Map<string, string>()
  for (const [, name, value] of header.matchAll(/(?:^|,)\s*([A-Za-z]+)="([^"]*)"/g)) {
    if (name !== undefined && value !== undefined) params.set(name, value)
  }
  const [collectionId, url, digest] = ['collectionId', 'url', 'digest'].map((name) => params.get(name))
  if (!collectionId || !url || !digest || !/^[0-9a-fA-F]{64}$/.test(digest)) return undefined
  return { collectionId, url, digest: digest.toLowerCase() }
}

/**
 * Looks at what a sender says of its followers here, and asks for the list where it is not what is known. Costs one
 * query; the header is believed of the sender's own collection alone, and its address must be of the same server.
 */
export async function noticeSynchronisation(needs: Needs, actorUri: string, header: string): Promise<void> {
  const said = parseSynchronisation(header)
  const account = said && (await needs.accounts.findByUri(actorUri))
  if (!account || account.followersUrl !== said.collectionId || !isSameOrigin(said.url, actorUri)) return
  const known = await listFollowers(needs, account.id)
  if (digestFollowers(known.keys()) === said.digest) return
  await needs.db.transact((tx) =>
    needs.jobs.enqueue(
      tx,
      synchroniseFollowers,
      { accountId: account.id, url: said.url },
      { dedupeKey: account.id, lane: new URL(said.url).host },
    ),
  )
}

export function handleSynchronisation(needs: Needs): JobHandler {
  return handleJobs(synchroniseFollowers, { concurrency: 4, perLane: 1, maxAttempts: 5 }, async (jobs) => {
    for (const { payload } of jobs) {
      try {
        await synchronise(needs, payload)
      } catch (error) {
        if (!(error instanceof RemoteFault) || error.retry === 'later') throw error
      }
    }
  })
}

async function synchronise(
  needs: Needs,
  { accountId, url }: { accountId: AccountId; url: string },
): Promise<void> {
  const account = await needs.accounts.findAccount(accountId)
  const fetched = await needs.fetching.fetchDocument(url)
  if (!account?.uri || fetched.kind !== 'document' || !isSameOrigin(fetched.uri, account.uri)) return
  const listed = ids(fetched.json, 'orderedItems', maxFollowers)
  const said = new Set(listed.length > 0 ? listed : ids(fetched.json, 'items', maxFollowers))
  const known = await listFollowers(needs, accountId)
  // Somebody here thinks that they follow, and the other server knows nothing of it.
  for (const [uri, follower] of known) {
    if (said.has(uri)) continue
    await needs.relationships.endFollow({ followerId: follower.id, followedId: accountId })
  }
  // The other server sends to somebody here who follows no more.
  for (const uri of said) {
    if (known.has(uri) || !uri.startsWith(`${needs.origin}/`)) continue
    const follower = await needs.accounts.findByUri(uri)
    if (!follower || follower.domain !== null) continue
    // One that waits for its answer may just have been accepted.
    if (await needs.relationships.findFollow(follower.id, accountId)) continue
    await needs.endStrayFollow({ follower, followed: account })
  }
}

/** Who here follows the account, by ActivityPub id. */
async function listFollowers(needs: Needs, accountId: AccountId): Promise<Map<string, Account>> {
  const followerIds = await needs.relationships.listLocalFollowerIds(accountId)
  const accounts = await needs.accounts.findAccounts(followerIds)
  return new Map([...accounts.values()].map((one) => [`${needs.origin}/users/${one.username}`, one]))
}
