export {
  type Backbone,
  dutyOf,
  type EventStream,
  type Feed,
  relayDuty,
  type StreamMessage,
} from './event-stream.ts'
export { followStream } from './follow-stream.ts'
export { joinStretches } from './join-stretches.ts'
export { createRelay, relayEvents } from './relay-events.ts'
export { findLogId } from './relay-store.ts'
