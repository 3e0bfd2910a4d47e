export { describeStreams } from './describe-streams.ts'
export { streamedTypes } from './hub.ts'
export { mountStreaming } from './mount-streaming.ts'
export type { StreamingNeeds } from './needs.ts'
