import { definePlaces, type Place, type Places } from '#domain/places/index.ts'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { createEventLog } from '#platform/events/index.ts'
import { createIdMaker, type IdMaker } from '#platform/ids/index.ts'
import { createLog } from '#platform/log/index.ts'

/** The places room on a database of its own, at `https://cairn.test`. */
export interface PlacesWorld extends AsyncDisposable {
  readonly db: Database
  readonly ids: IdMaker
  readonly places: Places
  readonly origin: string
  readonly clock: { now(): number; advance(ms: number): void }
  /** Adds a town as the gazetteer would. */
  addTown(town: Partial<Place> & Pick<Place, 'name' | 'latitude' | 'longitude'>): Promise<Place>
}

export async function placesWorld(): Promise<PlacesWorld> {
  const { url, ...database } = await freshDatabase()
  const db = openDatabase(url, { maxConnections: 6 })
  let offset = 0
  const clock = { now: () => Date.now() + offset, advance: (ms: number) => void (offset += ms) }
  const ids = createIdMaker(clock, 1)
  const origin = 'https://cairn.test'
  const eventLog = createEventLog(db, ids)
  const places = definePlaces({
    db,
    ids,
    clock,
    origin,
    log: createLog('silent'),
    announce: eventLog.announce,
  })
  return {
    db,
    ids,
    places,
    origin,
    clock,
    async addTown({ population = 20_000, country = 'FR', category = 'place=town', ...town }) {
      const made = await places.createVenue({
        name: town.name,
        latitude: town.latitude,
        longitude: town.longitude,
        createdBy: '1' as never,
        force: true,
      })
      if (!made.ok) throw new Error('A town of the test was refused.')
      await db.sql`
        update places
        set kind = 'town', population = ${population}, country = ${country}, category = ${category},
            source = 'geonames', created_by = null, address = null
        where id = ${made.place.id}
      `
      const saved = await places.findPlace(made.place.id, undefined)
      if (!saved) throw new Error('A town of the test is missing.')
      return saved
    },
    async [Symbol.asyncDispose]() {
      await eventLog[Symbol.asyncDispose]()
      await db[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}
