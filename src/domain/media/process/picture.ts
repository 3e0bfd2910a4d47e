import type { MediaLimits, MediaPurpose } from './limits.ts'
import type { PictureRenditions } from './outcome.ts'
import type { PictureFormat } from './sniff-media.ts'

/** A picture to process, as it travels to the decoder process. */
export interface PictureJob {
  readonly kind: 'picture'
  readonly bytes: Uint8Array
  readonly format: PictureFormat
  readonly purpose: MediaPurpose
  readonly readGps: boolean
  readonly limits: MediaLimits
}

/** Pixels without a file around them, upright and in sRGB, at most `longestSide` a side. */
export interface Pixels {
  readonly data: Buffer
  readonly raw: { readonly width: number; readonly height: number; readonly channels: 3 | 4 }
  readonly hasAlpha: boolean
}

export type EncodedOriginal = Pick<PictureRenditions, 'mime' | 'original' | 'width' | 'height' | 'animated'>
