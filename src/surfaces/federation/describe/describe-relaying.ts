import type { Relay, Subscriber } from '#domain/relays/index.ts'
import { instanceActorUri, relayUsername, serverActorUri } from '../fetch/index.ts'
import { activityStreams, publicCollection } from '../vocabulary.ts'
import type { DescribedActivity } from './describe-activity.ts'

/** The ActivityPub id of this server as a relay. */
export function relayActorUri(origin: string): string {
  return serverActorUri(origin, { username: relayUsername })
}

/** How a relay is asked for what others publish: everybody is followed (Mastodon), or its actor (Pleroma). */
export function describeRelayFollow(
  origin: string,
  relay: Pick<Relay, 'id' | 'style' | 'actorUri'>,
): DescribedActivity {
  const actor = instanceActorUri(origin)
  return {
    '@context': activityStreams,
    id: `${actor}#relays/${relay.id}`,
    type: 'Follow',
    actor,
    object: relay.style === 'actor' && relay.actorUri !== null ? relay.actorUri : publicCollection,
  }
}

/** The relay that an id of such a Follow is about. */
export function parseRelayFollowId(origin: string, id: string): string | undefined {
  const start = `${instanceActorUri(origin)}#relays/`
  const rest = id.startsWith(start) ? id.slice(start.length) : ''
  return /^\d{1,19}$/.test(rest) ? rest : undefined
}

type Answered = Pick<Subscriber, 'actorUri' | 'followUri' | 'style' | 'id'>

/** @param answerId makes answers differ: one that is sent again must not pass for a duplicate */
export function describeSubscriptionAnswer(
  origin: string,
  subscriber: Answered,
  { type, answerId }: { type: 'Accept' | 'Reject'; answerId: string },
): DescribedActivity {
  const actor = relayActorUri(origin)
  return {
    '@context': activityStreams,
    id: `${actor}#${type === 'Accept' ? 'accepts' : 'rejects'}/${subscriber.id}/${answerId}`,
    type,
    actor,
    to: [subscriber.actorUri],
    object: {
      id: subscriber.followUri,
      type: 'Follow',
      actor: subscriber.actorUri,
      object: subscriber.style === 'actor' ? actor : publicCollection,
    },
  }
}

/** A relay's actor is told what is new only where it is followed by the relay, too (Pleroma, Akkoma). */
export function describeFollowBack(origin: string, { id, actorUri }: Answered): DescribedActivity {
  const actor = relayActorUri(origin)
  return {
    '@context': activityStreams,
    id: `${actor}#follows/${id}`,
    type: 'Follow',
    actor,
    to: [actorUri],
    object: actorUri,
  }
}

/** A post that is passed on by its address. @param actor who passes it on: the relay here, or this server to a relay */
export function describePassingOn(
  actor: string,
  { id, object, followers }: { id: string; object: string; followers: string },
): DescribedActivity {
  return {
    '@context': activityStreams,
    id: `${actor}#announces/${id}`,
    type: 'Announce',
    actor,
    to: [followers],
    cc: [publicCollection],
    object,
  }
}
