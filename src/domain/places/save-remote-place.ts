import { cellOf } from './cells.ts'
import { cleanName } from './clean-name.ts'
import { nearestTown } from './nearest-town.ts'
import { isPoint, type Place, type PlaceAddress, type PlaceId, type Point } from './place.ts'
import { insertPlace, selectByUri } from './place-store.ts'
import { lexemesOf } from './place-words.ts'
import type { NamingNeeds } from './searching.ts'

/** A venue as its own server describes it. The caller has checked that `uri` is of the server that says so. */
export interface RemotePlace extends Point {
  readonly uri: string
  readonly url?: string | null | undefined
  readonly name: string
  readonly category?: string | null | undefined
  readonly country?: string | null | undefined
  readonly address?: PlaceAddress | null | undefined
  readonly sameAs?: readonly string[] | undefined
  readonly licence?: string | null | undefined
}

/**
 * Inserts or refreshes a venue of another server by its uri.
 * @throws Error when the uri is one of ours: nobody else may change our places (R7).
 */
export const saveRemotePlace =
  (needs: NamingNeeds) =>
  async (remote: RemotePlace): Promise<Place> => {
    if (new URL(remote.uri).origin === new URL(needs.origin).origin) {
      throw new Error('A place of this server cannot come from elsewhere.')
    }
    if (!isPoint(remote)) throw new Error('A remote place has no position on Earth.')
    const known = await selectByUri(needs.db.sql, remote.uri)
    if (known && isUnchanged(known, remote)) return known
    const town = await nearestTown(needs)(remote)
    const name = cleanName(remote.name)
    const h35 = cellOf(remote, 5)
    await needs.vocabulary.learn([name])
    return insertPlace(needs.db.sql, {
      id: known?.id ?? needs.ids.next<PlaceId>(),
      source: 'activitypub',
      sourceId: remote.uri,
      kind: 'venue',
      name,
      latitude: remote.latitude,
      longitude: remote.longitude,
      h39: cellOf(remote, 9),
      h35,
      words: lexemesOf([name], h35),
      category: remote.category ?? null,
      country: remote.country ?? town?.country ?? null,
      region: town?.region ?? null,
      address: remote.address ?? null,
      sameAs: remote.sameAs ?? [],
      licence: remote.licence ?? null,
      uri: remote.uri,
      url: remote.url ?? null,
      private: false,
      createdBy: null,
    })
  }

/** Most check-ins at a known venue tell nothing new: then nothing is written. */
function isUnchanged(known: Place, remote: RemotePlace): boolean {
  return (
    known.name === cleanName(remote.name) &&
    known.latitude === remote.latitude &&
    known.longitude === remote.longitude &&
    known.category === (remote.category ?? null) &&
    known.url === (remote.url ?? null) &&
    known.licence === (remote.licence ?? null) &&
    JSON.stringify(known.sameAs) === JSON.stringify(remote.sameAs ?? []) &&
    JSON.stringify(sorted(known.address)) === JSON.stringify(sorted(remote.address ?? null))
  )
}

/** jsonb has its own order of members. */
function sorted(address: PlaceAddress | null): unknown {
  return address && Object.entries(address).sort(([a], [b]) => a.localeCompare(b))
}
