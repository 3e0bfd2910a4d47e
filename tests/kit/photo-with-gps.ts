import sharp from 'sharp'

export interface PhotoFacts {
  /** Degrees, WGS 84; north and east are positive. */
  readonly latitude: number
  readonly longitude: number
  /** Radius of the position's uncertainty; default: the camera does not say. */
  readonly accuracyMetres?: number
  /** Pixels as stored; default 1200 by 900. */
  readonly width?: number
  readonly height?: number
  /** EXIF orientation, 1 to 8; default 1 (upright). */
  readonly orientation?: number
}

/**
 * A JPEG like a phone's: a picture (left half red, right half blue, as stored) with EXIF that names the camera, the
 * hour and the position, to about 10 cm.
 */
export function photoWithGps(facts: PhotoFacts): Promise<Buffer> {
  const { latitude, longitude, accuracyMetres, width = 1200, height = 900, orientation = 1 } = facts
  const half = Math.floor(width / 2)
  const right = {
    input: { create: { width: width - half, height, channels: 3, background: '#1040d0' } },
  } as const
  return sharp({ create: { width, height, channels: 3, background: '#d01020' } })
    .composite([{ ...right, left: half, top: 0 }])
    .jpeg({ quality: 85 })
    .withExif({
      IFD0: { Make: 'Testphone', Model: 'Leaky 15', DateTime: '2026:09:19 10:15:30' },
      IFD2: { DateTimeOriginal: '2026:09:19 10:15:30' },
      IFD3: {
        GPSLatitudeRef: latitude < 0 ? 'S' : 'N',
        GPSLatitude: degreesMinutesSeconds(latitude),
        GPSLongitudeRef: longitude < 0 ? 'W' : 'E',
        GPSLongitude: degreesMinutesSeconds(longitude),
        ...(accuracyMetres !== undefined && { GPSHPositioningError: `${accuracyMetres}/1` }),
      },
    })
    .withMetadata({ orientation })
    .toBuffer()
}

/** EXIF 2.32, section 4.6.6: three fractions. */
function degreesMinutesSeconds(degrees: number): string {
  const tenThousandths = Math.round(Math.abs(degrees) * 3600 * 10_000)
  const whole = Math.floor(tenThousandths / 36_000_000)
  const minutes = Math.floor((tenThousandths % 36_000_000) / 600_000)
  return `${whole}/1 ${minutes}/1 ${tenThousandths % 600_000}/10000`
}
