import type { LogPosition } from '#platform/events/index.ts'
import { createMessage, type Message } from './message.ts'
import type { Subscription } from './subscription.ts'

/** Sends one event to many; those who are told the same share one message. */
export function createTeller(event: string, position: LogPosition) {
  const messages = new Map<string | undefined, Map<string, Message>>()
  return (subscription: Subscription, payload: string | undefined): void => {
    const { stream } = subscription.channel
    const ofPayload = messages.get(payload) ?? new Map<string, Message>()
    messages.set(payload, ofPayload)
    const key = stream.join(' ')
    const message = ofPayload.get(key) ?? createMessage({ stream, event, payload, position })
    ofPayload.set(key, message)
    subscription.send(message)
  }
}
