/**
 * The only types that are ever stored and served, with their file extension. No HTML, SVG, XML or JSON:
 * an upload must never run as a page or pose as an ActivityPub document (R11, R21).
 */
const extensionOf = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'audio/flac': 'flac',
  'audio/wav': 'wav',
  'application/zip': 'zip',
} as const

export type StoredType = keyof typeof extensionOf

const typeOf = new Map<string, StoredType>(
  (Object.keys(extensionOf) as StoredType[]).map((type) => [extensionOf[type], type]),
)

export function extensionForType(type: StoredType): string {
  return extensionOf[type]
}

export function typeForExtension(extension: string): StoredType | undefined {
  return typeOf.get(extension)
}
