import type { Point } from '../../api/places.ts'

/** What a photo says of itself: where and when it was taken. */
export interface PhotoFacts {
  readonly point: Point | null
  readonly takenAt: Date | null
}

/**
 * Reads a photo's EXIF on this device; nothing of it is sent but the place and time that somebody then chooses. exifr is
 * loaded when the first photo is read.
 */
export async function readPhoto(file: File): Promise<PhotoFacts> {
  const { gps, parse } = await import('exifr')
  const [found, exif] = await Promise.all([
    gps(file).catch(() => undefined),
    parse(file, ['DateTimeOriginal', 'CreateDate']).catch(() => undefined) as Promise<
      { DateTimeOriginal?: unknown; CreateDate?: unknown } | undefined
    >,
  ])
  return { point: toPoint(found), takenAt: toTime(exif?.DateTimeOriginal ?? exif?.CreateDate) }
}

function toPoint(found: { latitude: number; longitude: number } | undefined): Point | null {
  if (!found || !Number.isFinite(found.latitude) || !Number.isFinite(found.longitude)) return null
  // Cameras without a fix write 0, 0: a spot in the Atlantic where nobody takes photos.
  return found.latitude === 0 && found.longitude === 0
    ? null
    : { latitude: found.latitude, longitude: found.longitude }
}

/** Cameras write the hour of their clock without a zone: this device's is the best guess. */
function toTime(value: unknown): Date | null {
  return value instanceof Date && !Number.isNaN(value.getTime()) && value.getTime() < Date.now()
    ? value
    : null
}
