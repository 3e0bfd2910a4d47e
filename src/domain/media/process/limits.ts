/** What a picture is for: `avatar` and `header` are still and cropped to their frame. */
export type MediaPurpose = 'attachment' | 'avatar' | 'header'

export interface MediaLimits {
  /** Bytes of an uploaded picture. */
  readonly pictureBytes: number
  /** Bytes of an uploaded video. */
  readonly videoBytes: number
  /** Pixels of a picture before it is decoded (R25). */
  readonly pixels: number
  /** Longest side of the kept original. */
  readonly longestSide: number
  /** Area of the preview in pixels. */
  readonly previewPixels: number
  readonly frames: number
  /** Pixels of all frames together: re-encoding takes a second for about 3 million. */
  readonly animationPixels: number
  /** A lossless original above this becomes lossy. */
  readonly losslessBytes: number
  readonly timeoutMs: number
}

export const defaultMediaLimits: MediaLimits = {
  pictureBytes: 16 * 1024 * 1024,
  videoBytes: 100 * 1024 * 1024,
  pixels: 33_177_600,
  longestSide: 4096,
  previewPixels: 640 * 360,
  frames: 500,
  animationPixels: 40_000_000,
  losslessBytes: 4 * 1024 * 1024,
  timeoutMs: 30_000,
}
