import type { AccountId } from '#domain/accounts/index.ts'
import { cellOf } from './cells.ts'
import { compareFields, insertChange } from './change-store.ts'
import { cleanName } from './clean-name.ts'
import { findVenueProblems, type NewVenue, type VenueProblem } from './create-venue.ts'
import { updateCorrected } from './life-store.ts'
import { nearestTown } from './nearest-town.ts'
import type { Place, PlaceAddress, PlaceId } from './place.ts'
import { selectPlaces } from './place-store.ts'
import { lexemesOf } from './place-words.ts'
import type { NamingNeeds } from './searching.ts'

/** What is known better; the rest stays. */
export interface Correction {
  readonly name?: string | undefined
  readonly latitude?: number | undefined
  readonly longitude?: number | undefined
  readonly category?: string | undefined
  readonly address?: PlaceAddress | undefined
  /** null: it is open after all. */
  readonly closedOn?: Date | null | undefined
}

export type CorrectionOutcome =
  | { readonly ok: true; readonly place: Place }
  | { readonly ok: false; readonly problems: readonly VenueProblem[] }

/**
 * Changes what a place says of itself. Imports leave what was corrected alone from then on. The caller has decided who
 * may; places of other servers are theirs to change.
 * @param by null: the operator
 * @throws Error when there is no such venue of ours
 */
export const correctPlace =
  (needs: NamingNeeds) =>
  async (id: PlaceId, correction: Correction, by: AccountId | null): Promise<CorrectionOutcome> => {
    const [place] = await selectPlaces(needs.db.sql, [id])
    if (!place || place.uri !== null || place.kind !== 'venue') throw new Error('No venue of this server.')
    const given = Object.fromEntries(Object.entries(correction).filter(([, value]) => value !== undefined))
    const changed = { ...place, ...given } as Place
    const problems = findVenueProblems({
      ...changed,
      category: changed.category === place.category ? undefined : (changed.category ?? undefined),
      address: changed.address ?? undefined,
    } as NewVenue)
    if (problems.length > 0) return { ok: false, problems }
    const name = cleanName(changed.name)
    if (!place.private) await needs.vocabulary.learn([name])
    const hasMoved = changed.latitude !== place.latitude || changed.longitude !== place.longitude
    const town = hasMoved ? await nearestTown(needs)(changed) : undefined
    const h35 = cellOf(changed, 5)
    const row = {
      id,
      name,
      latitude: changed.latitude,
      longitude: changed.longitude,
      h39: cellOf(changed, 9),
      h35,
      category: changed.category,
      country: changed.address?.country ?? town?.country ?? place.country,
      region: town?.region ?? place.region,
      address: changed.address,
      closedOn: changed.closedOn,
      // Whoever knows it by its old name still finds it.
      words: lexemesOf([name, place.name, ...(place.names ?? []).map((one) => one.name)], h35),
      corrected: Object.keys(given).map((field) => (field === 'closedOn' ? 'closed_on' : field)),
    }
    return needs.db.transact(async (tx) => {
      await updateCorrected(tx.sql, row)
      const [saved] = await selectPlaces(tx.sql, [id])
      if (!saved) throw new Error('A corrected place is gone.')
      const changes = compareFields(place, saved)
      const createdAt = new Date(needs.clock.now())
      if (changes.length > 0)
        await insertChange(tx.sql, {
          id: needs.ids.next(),
          placeId: id,
          actorId: by,
          kind: 'corrected',
          changes,
          createdAt,
        })
      return { ok: true, place: saved }
    })
  }
