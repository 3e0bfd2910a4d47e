import { type Static, Type } from 'typebox'
import type { TokenId } from '#domain/access/index.ts'
import type { Push, PushPolicy, PushSubscription } from '#domain/push/index.ts'
import { endpoint, nothing, Refusal, type Viewer } from '#platform/http-server/index.ts'
import { pushSubscription } from '../../entities/notification.ts'
import { notFound, viewerId } from '../../parameters.ts'
import { allNotificationKinds, parseNotificationKinds, presentNotificationKind } from '../../words.ts'

interface Needs {
  readonly push: Pick<Push, 'subscribe' | 'findByToken' | 'change' | 'unsubscribe' | 'findKeys'>
}

const access = { who: 'user', scopes: ['push'] } as const
const path = '/api/v1/push/subscription'

const dataFields = {
  data: Type.Optional(
    Type.Object({
      alerts: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      policy: Type.Optional(Type.String({ description: 'all, followed, follower or none.' })),
    }),
  ),
  policy: Type.Optional(Type.String()),
}
const data = Type.Object(dataFields)

export const postPushSubscription = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path,
    access,
    response: pushSubscription,
    summary: "Wakes the app from now on; takes the place of the token's earlier subscription.",
    body: Type.Object({
      subscription: Type.Object({
        endpoint: Type.String(),
        keys: Type.Object({ p256dh: Type.String(), auth: Type.String() }),
        standard: Type.Optional(Type.Boolean({ description: 'Encrypted as RFC 8291, not as its draft.' })),
      }),
      ...dataFields,
    }),
    async handle({ viewer, body }) {
      const { endpoint: address, keys, standard = false } = body.subscription
      const outcome = await needs.push.subscribe({
        tokenId: tokenIdOf(viewer),
        accountId: viewerId(viewer),
        endpoint: address,
        p256dh: keys.p256dh,
        auth: keys.auth,
        standard,
        alerts: parseAlerts(body) ?? [],
        policy: parsePolicy(body) ?? 'all',
      })
      if (!outcome.ok) {
        const field = outcome.because === 'bad_endpoint' ? 'Endpoint' : 'Keys'
        throw new Refusal(422, `Validation failed: ${field} is invalid`)
      }
      return present(needs, outcome.subscription)
    },
  })

export const getPushSubscription = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path,
    access,
    response: pushSubscription,
    alsoAnswers: { 404: 'error' },
    summary: "The token's subscription.",
    handle: async ({ viewer }) => present(needs, await needs.push.findByToken(tokenIdOf(viewer))),
  })

export const putPushSubscription = (needs: Needs) =>
  endpoint({
    method: 'PUT',
    path,
    access,
    response: pushSubscription,
    alsoAnswers: { 404: 'error' },
    summary: 'Changes what the app is woken for.',
    body: data,
    async handle({ viewer, body }) {
      const alerts = parseAlerts(body)
      const policy = parsePolicy(body)
      const changes = { ...(alerts && { alerts }), ...(policy && { policy }) }
      return present(needs, await needs.push.change(tokenIdOf(viewer), changes))
    },
  })

export const deletePushSubscription = (needs: Needs) =>
  endpoint({
    method: 'DELETE',
    path,
    access,
    response: nothing,
    summary: 'Wakes the app no more.',
    async handle({ viewer }) {
      await needs.push.unsubscribe(tokenIdOf(viewer))
      return {}
    },
  })

function tokenIdOf(viewer: Viewer): TokenId {
  return viewer.tokenId as TokenId
}

/** Alerts come as true, "1" or "true"; unknown names are ignored. @returns undefined when none were given */
function parseAlerts({ data: given }: Static<typeof data>): PushSubscription['alerts'] | undefined {
  if (!given?.alerts) return undefined
  const wanted = Object.entries(given.alerts).filter(([, on]) => on === true || on === 'true' || on === '1')
  return parseNotificationKinds(wanted.map(([name]) => name))
}

function parsePolicy(body: Static<typeof data>): PushPolicy | undefined {
  const given = body.data?.policy ?? body.policy
  return (['all', 'followed', 'follower', 'none'] as const).find((one) => one === given)
}

async function present(needs: Needs, one: PushSubscription | undefined) {
  if (!one) throw notFound()
  return {
    id: shortId(one.id),
    endpoint: one.endpoint,
    standard: one.standard,
    // Apps read a poll's alert always.
    alerts: { poll: false, ...presentAlerts(one) },
    policy: one.policy,
    server_key: (await needs.push.findKeys()).publicKey,
  }
}

/**
 * Apps decode this id as a number of 32 bits (Mastodon for Android, Tusky) or refuse text (Ice Cubes), and then get no
 * pushes at all. None uses it: a token has one subscription.
 */
function shortId(id: string): number {
  return Number(BigInt(id) & 0x7fffffffn)
}

function presentAlerts({ alerts }: PushSubscription): Record<string, boolean> {
  return Object.fromEntries(
    allNotificationKinds.map((kind) => [presentNotificationKind(kind), alerts.includes(kind)]),
  )
}
