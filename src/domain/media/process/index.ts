export { defaultMediaLimits } from './limits.ts'
export { createMediaProcessor, type MediaProcessor, type ProcessOptions } from './media-processor.ts'
export type { GpsPosition, ProcessedPicture, ProcessedVideo, RefusalReason } from './outcome.ts'
