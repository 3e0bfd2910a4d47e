import { defineEvent } from '#platform/events/index.ts'
import type { Relay, Subscriber } from './relay.ts'

type Asked = Pick<Relay, 'id' | 'inboxUrl' | 'actorUri' | 'style'>

/** Subject of both: `relay:<id>`. The row may be gone when this is read, so the fact carries what telling needs. */
export const relayAdded = defineEvent<Asked>('relay.added')
export const relayRemoved = defineEvent<Asked>('relay.removed')

type Answered = Pick<Subscriber, 'id' | 'inboxUrl' | 'actorUri' | 'followUri' | 'style'>

/** A server is let in, or asks again and has missed the answer. Subject of both: `subscriber:<id>`. */
export const relaySubscribed = defineEvent<Answered>('relay.subscribed')
/** A server was refused or shut out by those who run this one; one that leaves is told nothing. */
export const relayUnsubscribed = defineEvent<Answered>('relay.unsubscribed')
