import { type AccountId, isActive } from '#domain/accounts/index.ts'
import type { Place, PlaceId } from '#domain/places/index.ts'
import { type Regular, selectRegularPlaces, selectRegulars } from './game-store.ts'
import type { JournalNeeds } from './needs.ts'

export interface Mayor {
  readonly accountId: AccountId
  /** Days of the last sixty. */
  readonly days: number
}

const windowMs = 60 * 86_400_000
const candidates = 5
const maxPlaces = 100

/**
 * Who is the mayor of a place, if the viewer may know: mayors are shown to friends and to themselves, to others only
 * when they agreed, and then by what is public alone (privacy rule 9). A mayor who may not be shown leaves the place
 * without one: to name the second would tell that there is a first.
 */
export const findMayor =
  (needs: JournalNeeds) =>
  async (placeId: PlaceId, viewerId: AccountId | undefined): Promise<Mayor | undefined> => {
    const among = await rank(needs, placeId, false)
    const first = among[0]
    if (first && (await isFriend(needs, viewerId, first.accountId))) return first
    const inPublic = (await rank(needs, placeId, true))[0]
    if (!inPublic || inPublic.accountId !== first?.accountId) return undefined
    if (await isHidden(needs, viewerId, inPublic.accountId)) return undefined
    const { mayorPublic } = await needs.checkins.findPreferences(inPublic.accountId)
    return mayorPublic ? inPublic : undefined
  }

/** Places that an account is the mayor of, for itself and its friends. */
export const listCrowns =
  (needs: JournalNeeds) =>
  async (
    accountId: AccountId,
    viewerId: AccountId | undefined,
  ): Promise<{ place: Place; days: number }[]> => {
    if (!(await isFriend(needs, viewerId, accountId))) return []
    const placeIds = await selectRegularPlaces(needs.db.sql, accountId, since(needs), maxPlaces)
    const places = await needs.places.findPlaces(placeIds)
    const crowns: { place: Place; days: number }[] = []
    for (const placeId of placeIds) {
      const place = places.get(placeId)
      const mayor = (await rank(needs, placeId, false))[0]
      if (place && mayor?.accountId === accountId) crowns.push({ place, days: mayor.days })
    }
    return crowns
  }

async function rank(needs: JournalNeeds, placeId: PlaceId, onlyPublic: boolean): Promise<Regular[]> {
  const regulars = await selectRegulars(
    needs.db.sql,
    placeId,
    { since: since(needs), onlyPublic },
    candidates,
  )
  const accounts = await needs.accounts.findAccounts(regulars.map((regular) => regular.accountId))
  return regulars.filter((regular) => {
    const account = accounts.get(regular.accountId)
    return account && isActive(account)
  })
}

async function isFriend(
  needs: JournalNeeds,
  viewerId: AccountId | undefined,
  accountId: AccountId,
): Promise<boolean> {
  if (viewerId === undefined) return false
  if (viewerId === accountId) return true
  const [standing] = await needs.relationships.findStandings(viewerId, [accountId])
  return Boolean(standing?.following && standing.followedBy)
}

async function isHidden(
  needs: JournalNeeds,
  viewerId: AccountId | undefined,
  accountId: AccountId,
): Promise<boolean> {
  if (viewerId === undefined) return false
  return (await needs.relationships.findHidden(viewerId)).blocked.has(accountId)
}

function since(needs: JournalNeeds): Date {
  return new Date(needs.clock.now() - windowMs)
}
