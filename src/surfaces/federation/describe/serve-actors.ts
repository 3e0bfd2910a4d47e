import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Account, hidesFollows, isActive, isOfPlace, localAddresses } from '#domain/accounts/index.ts'
import { type Page } from '#platform/db/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { relayUsername } from '../fetch/index.ts'
import { isSameOrigin } from '../read-json.ts'
import { activityStreams } from '../vocabulary.ts'
import type { Addresses } from './addresses.ts'
import {
  sendDocument,
  sendNothing,
  sendSuspended,
  sendTombstone,
  sendToPage,
  wantsDocument,
} from './answer-document.ts'
import { postContext } from './context.ts'
import { describeActor, describeServerActor, emojisWanted, toPublicKeys } from './describe-actor.ts'
import { findFacts } from './find-facts.ts'
import { identifyFetcher } from './identify-viewer.ts'
import type { ServeNeeds } from './needs.ts'
import { describeFacts } from './serve-posts.ts'

type Serve = (name: string, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

/** Answers at the addresses of local actors: `/users/:name` and its collections, and `/actor`. */
export interface ServeActors {
  readonly actor: Serve
  readonly outbox: Serve
  readonly followers: Serve
  readonly following: Serve
  readonly featured: Serve
  /** The followers of the signer's own server (FEP-8fcf). */
  readonly synchronisation: Serve
  instance(reply: FastifyReply): Promise<FastifyReply>
  /** Nothing, unless this server is a relay. */
  relay(reply: FastifyReply): Promise<FastifyReply>
  /** Collections of the server's own actors tell nothing. @param which their path, e.g. `actor/outbox` */
  empty(which: string, reply: FastifyReply): FastifyReply
}

const pageSize = 40

export function createServeActors(needs: ServeNeeds, addresses: Addresses): ServeActors {
  /** Answers for whoever may be seen; what became of a deleted account is said wherever it is asked for. */
  const forActive =
    (serve: (account: Account, request: FastifyRequest) => Promise<object>): Serve =>
    async (name, request, reply) => {
      const account = await findLocal(needs, name)
      if (account?.deletedAt) return sendTombstone(reply, addresses.actor(account), account.deletedAt)
      if (account?.suspendedAt) return sendSuspended(reply)
      if (!account) return sendNothing(reply)
      return sendDocument(reply, await serve(account, request))
    }
  const follows = (of: 'followers' | 'following') =>
    forActive((account, request) => describeFollows(needs, addresses, { account, of, page: pageOf(request) }))
  const actorDocument = forActive(async (account) => {
    const keys = toPublicKeys(await needs.accounts.listOwnKeys(account.id))
    if (!keys && account.id === '0') {
      const { publicPem } = await needs.instanceActor.getKey()
      const { keyId } = localAddresses(needs.origin, account.username)
      return describeActor(addresses, account, { keys: { keyId, publicPem, earlier: [] } })
    }
    if (!keys) throw new Error('A local account has no key.')
    const target = account.movedToId && (await needs.accounts.findAccount(account.movedToId))
    const objectKey = await needs.accounts.getObjectKey(account)
    const wanted = emojisWanted(account)
    return describeActor(addresses, account, {
      emojis: (await needs.emojis.find([wanted]))(wanted),
      keys,
      objectPublicPem: objectKey.publicPem,
      movedTo: target || undefined,
    })
  })
  return {
    async actor(name, request, reply) {
      if (wantsDocument(request)) return actorDocument(name, request, reply)
      const account = await findLocal(needs, name)
      if (!account || !isActive(account)) return sendNothing(reply)
      return sendToPage(reply, new URL(localAddresses(needs.origin, account.username).url).pathname)
    },
    outbox: forActive((account, request) => describeOutbox(needs, addresses, account, pageOf(request))),
    followers: follows('followers'),
    following: follows('following'),
    featured: forActive((account) => describeFeatured(needs, addresses, account)),
    async synchronisation(name, request, reply) {
      const account = await findLocal(needs, name)
      if (!account || !isActive(account)) return sendNothing(reply)
      const fetcher = await identifyFetcher(needs, request)
      if (fetcher === undefined)
        return reply.code(401).send({ error: 'This collection is for signed fetches.' })
      const uris = await needs.relationships.listRemoteFollowerUris(account.id)
      const collection = {
        '@context': activityStreams,
        id: `${addresses.actor(account)}/followers_synchronization`,
        type: 'OrderedCollection',
        orderedItems: uris.filter((uri) => isSameOrigin(uri, fetcher)),
      }
      return sendDocument(reply, collection, { visibleTo: 'signer' })
    },
    instance: async (reply) => {
      const { host } = new URL(needs.origin)
      return sendDocument(reply, describeServerActor(needs.origin, host, await needs.instanceActor.getKey()))
    },
    async relay(reply) {
      if (!(await needs.isRelay())) return sendNothing(reply)
      const key = await needs.relayActor.getKey()
      return sendDocument(reply, describeServerActor(needs.origin, relayUsername, key))
    },
    empty: (which, reply) => sendDocument(reply, describeEmpty(`${needs.origin}/${which}`)),
  }
}

async function findLocal(needs: ServeNeeds, name: string): Promise<Account | undefined> {
  if (!/^[A-Za-z0-9_]{1,30}$/.test(name)) return undefined
  const known = await needs.accounts.findByHandle(name, null)
  const account = known ?? (await needs.placeAccounts.find(name))
  return account?.kind === 'application' ? undefined : account
}

function describeEmpty(id: string) {
  return { '@context': activityStreams, id, type: 'OrderedCollection', totalItems: 0, orderedItems: [] }
}

/** @returns undefined when the collection itself is asked for, not one of its pages */
function pageOf(request: FastifyRequest): Page | undefined {
  const { page, max_id: maxId } = request.query as Record<string, unknown>
  if (page === undefined) return undefined
  return { limit: pageSize, maxId: typeof maxId === 'string' ? parseId(maxId) : undefined }
}

function describeCollection(id: string, totalItems: number, context: unknown = activityStreams) {
  return {
    '@context': context,
    id,
    type: 'OrderedCollection',
    totalItems,
    first: `${id}?page=true`,
  }
}

function describePage(
  id: string,
  page: Page,
  { items, next, context }: { items: unknown[]; next: string | undefined; context: unknown },
) {
  return {
    '@context': context,
    id: `${id}?${page.maxId ? `max_id=${page.maxId}&` : ''}page=true`,
    type: 'OrderedCollectionPage',
    partOf: id,
    ...(next && { next: `${id}?max_id=${next}&page=true` }),
    orderedItems: items,
  }
}

async function describeOutbox(
  needs: ServeNeeds,
  addresses: Addresses,
  account: Account,
  page: Page | undefined,
) {
  const id = localAddresses(needs.origin, account.username).outbox
  if (!page) return describeCollection(id, await countOf(needs, account, 'posts'), postContext)
  const ids = await needs.posts.listOutboxIds(account.id, page)
  const visible = await needs.posts.keepVisible(undefined, ids)
  const facts = await findFacts(needs, visible.ids)
  const items = visible.ids.flatMap((postId) => {
    const found = facts.get(postId)
    if (!found) return []
    const { '@context': _context, ...activity } = describeFacts(addresses, found)
    return [activity]
  })
  const next = ids.length === page.limit ? ids.at(-1) : undefined
  return describePage(id, page, { items, next, context: postContext })
}

/** What everybody may see of what is pinned, by id: pinned last, first. */
async function describeFeatured(needs: ServeNeeds, addresses: Addresses, account: Account) {
  const pins = await needs.posts.listPins(account.id, { limit: pageSize })
  const visible = await needs.posts.keepVisible(
    undefined,
    pins.map((pin) => pin.postId),
  )
  const orderedItems = visible.ids.flatMap((id) => {
    const post = visible.views.get(id)?.post
    return post ? [addresses.post(post)] : []
  })
  return {
    '@context': activityStreams,
    id: localAddresses(needs.origin, account.username).featured,
    type: 'OrderedCollection',
    totalItems: orderedItems.length,
    orderedItems,
  }
}

/** How many they are is told of everybody; who they are not of those who hide it, and never who follows a place. */
async function describeFollows(
  needs: ServeNeeds,
  addresses: Addresses,
  { account, of, page }: { account: Account; of: 'followers' | 'following'; page: Page | undefined },
) {
  const id = localAddresses(needs.origin, account.username)[of]
  const isHidden = hidesFollows(account)
  if (!page) {
    const { first, ...collection } = describeCollection(id, await countOf(needs, account, of))
    return isHidden ? collection : { ...collection, first }
  }
  if (isHidden) return describePage(id, page, { items: [], next: undefined, context: activityStreams })
  const follows = await needs.relationships.listFollows(
    { of, accountId: account.id, state: 'accepted' },
    page,
  )
  const otherIds = follows.map((follow) => (of === 'followers' ? follow.followerId : follow.followedId))
  const others = await needs.accounts.findAccounts(otherIds)
  const items = otherIds.flatMap((otherId) => {
    const other = others.get(otherId)
    return other && isActive(other) && !isOfPlace(other) ? [addresses.actor(other)] : []
  })
  const next = follows.length === page.limit ? follows.at(-1)?.id : undefined
  return describePage(id, page, { items, next, context: activityStreams })
}

async function countOf(
  needs: ServeNeeds,
  account: Account,
  what: 'posts' | 'followers' | 'following',
): Promise<number> {
  return (await needs.accounts.findCounters([account.id])).get(account.id)?.[what] ?? 0
}
