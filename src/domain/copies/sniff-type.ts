import type { StoredType } from '#platform/storage/index.ts'

/** Bytes that `sniffType` wants to see. */
export const sniffedBytes = 64

/**
 * What a file is by its first bytes, among the types that a browser shows and that can run nothing (R11): what its
 * server calls it is not asked. Undefined for everything else, such as HTML and SVG.
 */
export function sniffType(head: Uint8Array): StoredType | undefined {
  const text = Buffer.from(head.subarray(0, sniffedBytes)).toString('latin1')
  return signatures.find(([signature]) => signature.test(text))?.[1]
}

const signatures: readonly (readonly [RegExp, StoredType])[] = [
  [/^\xff\xd8\xff/, 'image/jpeg'],
  [/^\x89PNG\r\n/, 'image/png'],
  [/^GIF8[79]a/, 'image/gif'],
  [/^RIFF[^]{4}WEBPVP8[ LX]/, 'image/webp'],
  [/^[^]{4}ftyp(?:avif|avis)/, 'image/avif'],
  [/^[^]{4}ftyp(?:M4A |M4B |M4P )/, 'audio/mp4'],
  [/^[^]{4}ftyp(?!hei|hev|mif1|msf1)/, 'video/mp4'],
  [/^[^]E\xdf\xa3/, 'video/webm'],
  [/^(?:ID3|\xff[\xf2\xf3\xfa\xfb])/, 'audio/mpeg'],
  [/^OggS/, 'audio/ogg'],
  [/^fLaC/, 'audio/flac'],
  [/^RIFF[^]{4}WAVE/, 'audio/wav'],
]
