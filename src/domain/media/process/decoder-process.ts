/**
 * The program of the decoder process: the only place where foreign pictures and videos are unpacked (R25). It is
 * started by `decoder-pool.ts` without secrets, without network where the machine allows it, and gets one job at a
 * time. It ends by itself when its parent goes away, because only the channel keeps it alive.
 */
import sharp from 'sharp'
import { cleanMp4 } from './mp4/clean-mp4.ts'
import { type PictureRenditions, Refusal, type RefusalReason, type VideoFacts } from './outcome.ts'
import type { PictureJob } from './picture.ts'
import { processPicture } from './process-picture.ts'

export interface VideoJob {
  readonly kind: 'video'
  /** The processor's own copy, which is changed. */
  readonly path: string
}

export type DecoderJob = PictureJob | VideoJob

export type DecoderAnswer =
  | { readonly kind: 'picture'; readonly picture: PictureRenditions }
  | { readonly kind: 'video'; readonly video: VideoFacts }
  | {
      readonly kind: 'refused'
      readonly because: RefusalReason
      readonly message: string
      readonly detail?: string
    }

sharp.cache(false)
sharp.concurrency(1)
// Everything that libvips can open but we do not take (SVG, TIFF, PDF, files on disk) is out of reach of any upload.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Heif', 'Nsgif'].map((format) => `VipsForeignLoad${format}Buffer`),
})

process.on('message', (job: DecoderJob) => {
  void answer(job).then((reply) => process.send?.(reply))
})
process.send?.('ready')

async function answer(job: DecoderJob): Promise<DecoderAnswer> {
  try {
    if (job.kind === 'video') return { kind: 'video', video: await cleanMp4(job.path) }
    return { kind: 'picture', picture: await processPicture(job) }
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', because: error.because, message: error.message }
    return { ...damaged(job.kind), detail: describe(error) }
  }
}

/** Decoders throw plain errors on damaged data, and there is no telling them from others by more than their text. */
function damaged(kind: DecoderJob['kind']): DecoderAnswer & { kind: 'refused' } {
  const what = kind === 'video' ? 'video' : 'picture'
  const message = `This ${what} is damaged or incomplete and cannot be read.`
  return { kind: 'refused', because: 'broken', message }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'unknown'
}
