/** Why an upload was not taken. `busy` is ours to mend (503), all others are the sender's (422; `too_large` 413). */
export type RefusalReason =
  | 'unsupported'
  | 'too_large'
  | 'too_many_pixels'
  | 'broken'
  | 'animated_too_long'
  | 'busy'

/** `message` is a sentence for the person who uploaded: what is wrong and what to do. */
export interface MediaRefused extends AsyncDisposable {
  readonly ok: false
  readonly because: RefusalReason
  readonly message: string
}

/** Degrees, WGS 84. A raw fix: hand it on once to rank venues; never store, log or federate it. */
export interface GpsPosition {
  readonly latitude: number
  readonly longitude: number
  /** Radius of its uncertainty, where the camera says it. */
  readonly accuracyMetres?: number
}

export type PictureMime = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif'

/** A re-encoded picture: upright, sRGB, without one byte of what came beside the pixels. */
export interface PictureRenditions {
  readonly mime: PictureMime
  readonly original: Buffer
  readonly width: number
  readonly height: number
  readonly animated: boolean
  /** Still, also of an animation. */
  readonly preview: Buffer
  readonly previewMime: 'image/webp'
  readonly previewWidth: number
  readonly previewHeight: number
  readonly blurhash: string
  /** Only when asked for, and only when the upload carried a plausible fix. */
  readonly gps?: GpsPosition
}

export interface ProcessedPicture extends PictureRenditions, AsyncDisposable {
  readonly ok: true
  readonly kind: 'image'
  /** Bytes of `original`. */
  readonly size: number
}

/** What is told about a video; it is passed through with its metadata overwritten. */
export interface VideoFacts {
  readonly width: number
  readonly height: number
  readonly durationSeconds: number
}

export interface ProcessedVideo extends VideoFacts, AsyncDisposable {
  readonly ok: true
  readonly kind: 'video'
  readonly mime: 'video/mp4'
  /** A file of the processor, removed when the outcome is disposed of: copy it to the storage before. */
  readonly original: { readonly path: string }
  readonly size: number
  /** No decoder, no still: clients may upload a picture as the preview. */
  readonly preview: null
  readonly blurhash: null
}

export type MediaOutcome = ProcessedPicture | ProcessedVideo | MediaRefused

/** Thrown deep inside the decoder, where a plain return would have to pass ten hands; never leaves the room. */
export class Refusal extends Error {
  readonly because: RefusalReason

  constructor(because: RefusalReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Refusal'
    this.because = because
  }
}
