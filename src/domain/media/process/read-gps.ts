import exifr from 'exifr'
import type { GpsPosition } from './outcome.ts'

/**
 * The position in an EXIF block (the TIFF structure, with or without the `Exif\0\0` prefix) or in a whole JPEG or
 * HEIC file, in degrees; undefined when there is none or none that can be on Earth. 0, 0 is what cameras write
 * before they have a fix. Pure, in memory; never throws.
 */
export async function readGps(bytes: Buffer): Promise<GpsPosition | undefined> {
  const block = bytes.subarray(0, 6).equals(exifPrefix) ? bytes.subarray(6) : bytes
  const { latitude, longitude, GPSHPositioningError: error = Number.NaN } = await findPosition(block)
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return undefined
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined
  if (latitude === 0 && longitude === 0) return undefined
  return { latitude, longitude, ...(error >= 0 && { accuracyMetres: error }) }
}

const exifPrefix = Buffer.from('Exif\0\0', 'latin1')

/** As exifr answers: degrees, and metres (EXIF 2.32, section 4.6.6). */
interface Found {
  readonly latitude: number
  readonly longitude: number
  readonly GPSHPositioningError?: number
}

const nowhere: Found = { latitude: Number.NaN, longitude: Number.NaN }

const wantedTags = [
  'GPSLatitudeRef',
  'GPSLatitude',
  'GPSLongitudeRef',
  'GPSLongitude',
  'GPSHPositioningError',
]

async function findPosition(block: Buffer): Promise<Found> {
  try {
    // Node sees exifr as CommonJS without named exports, whatever its types say.
    // oxlint-disable-next-line import/no-named-as-default-member
    const found = (await exifr.parse(block, wantedTags)) as Partial<Found> | undefined
    return { ...nowhere, ...found }
  } catch {
    // A proposal for a venue is not worth refusing a picture whose EXIF is broken.
    return nowhere
  }
}
