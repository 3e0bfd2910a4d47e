import { signal } from '@preact/signals'
import type { Fix } from '../api/places.ts'
import { words } from '../words.ts'

/** Where the device says that we are. Kept in memory only, never written down. */
export const position = signal<Fix | null>(null)

/**
 * Asks the device where we are, for at most ten seconds.
 * @throws Error with a sentence that tells what to do instead
 */
export function locate(): Promise<Fix> {
  return new Promise((resolve, reject) => {
    if (!('geolocation' in navigator)) return reject(new Error(words.position.unsupported))
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const fix = {
          latitude: coords.latitude,
          longitude: coords.longitude,
          accuracy: Math.round(coords.accuracy),
        }
        position.value = fix
        resolve(fix)
      },
      (error) =>
        reject(
          new Error(error.code === error.PERMISSION_DENIED ? words.position.denied : words.position.unknown),
        ),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
    )
  })
}
