import { randomInt } from 'node:crypto'
import { cellToBoundary, gridDisk, latLngToCell } from 'h3-js'
import type { AccountId } from '#domain/accounts/index.ts'
import { isPoint, type Point, toDecimal } from '#domain/places/index.ts'
import { scheduleFadingAt, selectOwnPlaces } from './fade-store.ts'
import type { CheckinsNeeds } from './needs.ts'
import { deleteZone, type HomeZone, insertZone, selectZones, type ZoneId } from './zone-store.ts'

/** H3 cells of some 0.7 km²; a zone has seven of them. */
const resolution = 8
const maxZones = 10
const maxLabel = 60
const maxPlaces = 5000

export type CreateZoneOutcome =
  | { readonly ok: true; readonly zone: HomeZone }
  | { readonly ok: false; readonly because: 'no_point' | 'too_many' }

/**
 * Makes an area round a home without giving the home away. The zone is a cell and its six neighbours; the home's own
 * cell is any of the seven, drawn once, so the middle of a zone says nothing: circles round homes exposed 95 % of
 * moderately active people (Hassan et al., "Analysis of Privacy Protections in Fitness Tracking Social Networks",
 * USENIX Security 2018). A zone that holds the point already is given again: drawing anew would narrow it down. The
 * point is dropped. Earlier check-ins inside follow within minutes.
 */
export const createZone =
  (needs: CheckinsNeeds) =>
  async (wanted: { accountId: AccountId; label: string; point: Point }): Promise<CreateZoneOutcome> => {
    if (!isPoint(wanted.point)) return { ok: false, because: 'no_point' }
    const zones = await selectZones(needs.db.sql, [wanted.accountId])
    const known = zones.find((zone) => isInZone(zone, wanted.point))
    if (known) return { ok: true, zone: known }
    if (zones.length >= maxZones) return { ok: false, because: 'too_many' }
    const zone: HomeZone = {
      id: needs.ids.next<ZoneId>(),
      accountId: wanted.accountId,
      label: wanted.label.trim().slice(0, maxLabel),
      cells: drawCells(wanted.point),
    }
    await insertZone(needs.db.sql, zone)
    await applyToHistory(needs, zone)
    return { ok: true, zone }
  }

export const listZones =
  (needs: Pick<CheckinsNeeds, 'db'>) =>
  (accountId: AccountId): Promise<HomeZone[]> =>
    selectZones(needs.db.sql, [accountId])

/** Check-ins that were made coarser stay so. @returns false when the account has no such zone. */
export const removeZone =
  (needs: Pick<CheckinsNeeds, 'db'>) =>
  (id: ZoneId, accountId: AccountId): Promise<boolean> =>
    deleteZone(needs.db.sql, id, accountId)

export function isInZone(zone: Pick<HomeZone, 'cells'>, point: Point): boolean {
  return zone.cells.includes(toDecimal(latLngToCell(point.latitude, point.longitude, resolution)))
}

/** The outlines of a zone's cells for its owner's map: rings of [longitude, latitude]. */
export function outlineZone(zone: Pick<HomeZone, 'cells'>): [number, number][][] {
  return zone.cells.map((cell) => cellToBoundary(BigInt(cell).toString(16), true) as [number, number][])
}

function drawCells(point: Point): string[] {
  const around = gridDisk(latLngToCell(point.latitude, point.longitude, resolution), 1)
  const middle = around[randomInt(around.length)]
  return (middle ? gridDisk(middle, 1) : around).map(toDecimal).sort()
}

async function applyToHistory(needs: CheckinsNeeds, zone: HomeZone): Promise<void> {
  const own = await selectOwnPlaces(needs.db.sql, zone.accountId, maxPlaces)
  const places = await needs.places.findPlaces(own)
  const inside = [...places.values()].filter((place) => isInZone(zone, place)).map((place) => place.id)
  if (inside.length === 0) return
  await scheduleFadingAt(needs.db.sql, zone.accountId, inside, new Date(needs.clock.now()))
}
