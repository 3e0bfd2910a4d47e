export {
  type Backbone,
  type EventStream,
  type Feed,
  findLogId,
  relayDuty,
  relayEvents,
  type StreamMessage,
} from './backbone/index.ts'
export { carriedRows, carryEvents, logTables } from './carry-events.ts'
export { checkEventWiring } from './check-event-wiring.ts'
export { type Consumer, on, type Reaction } from './consumer.ts'
export { dropDeadEvent, listDeadEvents, replayDeadEvent } from './dead-events.ts'
export { type Announce, defineEvent, type EventType, type RecordedEvent } from './event.ts'
export { type AppendedEvent, createEventLog, type EventLog } from './event-log.ts'
export { countParked, measureLag } from './measure-events.ts'
export { pruneEvents } from './prune-events.ts'
export {
  findLogEnd,
  findLogStart,
  formatPosition,
  isBefore,
  type LogPosition,
  logBeginning,
  parsePosition,
  readLog,
} from './read-log.ts'
export { runConsumers } from './run-consumers.ts'
export { type Tail, tailEvents } from './tail-events.ts'
