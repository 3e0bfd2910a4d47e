import type { Point } from '../../api/places.ts'

/**
 * Where a photo says that it was taken, read on this device from its EXIF; null when it does not say.
 * exifr is loaded when the first photo is read.
 */
export async function readPhotoPosition(file: File): Promise<Point | null> {
  const { gps } = await import('exifr')
  const found = await gps(file).catch(() => undefined)
  if (!found || !Number.isFinite(found.latitude) || !Number.isFinite(found.longitude)) return null
  // Cameras without a fix write 0, 0: a spot in the Atlantic where nobody takes photos.
  return found.latitude === 0 && found.longitude === 0
    ? null
    : { latitude: found.latitude, longitude: found.longitude }
}
