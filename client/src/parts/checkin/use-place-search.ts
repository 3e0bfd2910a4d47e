import { useEffect, useState } from 'preact/hooks'
import type { NearbyPlace, Place } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import { type Fix, listNearby, searchPlaces } from '../../api/places.ts'

export interface PlaceChoices {
  readonly near: readonly NearbyPlace[]
  readonly anywhere: readonly Place[]
  readonly loading: boolean
  readonly trouble: string | null
}

const NONE: PlaceChoices = { near: [], anywhere: [], loading: false, trouble: null }

/** Places around a point and places of a name, asked for again shortly after either changes. */
export function usePlaceSearch(fix: Fix | null, query: string): PlaceChoices {
  const [choices, setChoices] = useState<PlaceChoices>(NONE)
  const q = query.trim()
  useEffect(() => {
    if (!fix && q.length < 2) return setChoices(NONE)
    const abort = new AbortController()
    setChoices((now) => ({ ...now, loading: true, trouble: null }))
    const timer = setTimeout(
      () => {
        Promise.all([
          fix ? listNearby(bare(fix), q, abort.signal) : [],
          q.length >= 2 ? searchPlaces(q, abort.signal) : [],
        ])
          .then(([near, found]) => {
            const known = new Set(near.map(({ place }) => place.id))
            setChoices({
              near,
              anywhere: found.filter((place) => !known.has(place.id)),
              loading: false,
              trouble: null,
            })
          })
          .catch((error: unknown) => {
            if (!abort.signal.aborted) setChoices({ ...NONE, trouble: describeError(error) })
          })
      },
      q ? 220 : 0,
    )
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [fix?.latitude, fix?.longitude, fix?.accuracy, q])
  return choices
}

/** Only what the server needs: a whole place may be given where a point is wanted. */
function bare({ latitude, longitude, accuracy }: Fix): Fix {
  return accuracy === undefined ? { latitude, longitude } : { latitude, longitude, accuracy }
}
