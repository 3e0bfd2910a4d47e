import type { AccountId } from '#domain/accounts/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import type { Place } from '#domain/places/index.ts'
import type { Addition, PostId } from '#domain/posts/index.ts'
import { openRooms } from '#kit/open-rooms.ts'
import { type PlacesWorld, placesWorld } from '#kit/places-world.ts'

/** The rooms places and check-ins on a database of their own. */
export interface CheckinsWorld extends PlacesWorld {
  readonly checkins: Checkins
  /** Adds a venue. */
  addVenue(venue: Partial<Place> & Pick<Place, 'name' | 'latitude' | 'longitude'>): Promise<Place>
  /** Writes a check-in as its post would. */
  write(addition: Addition, authorId?: AccountId): Promise<PostId>
}

export async function checkinsWorld(): Promise<CheckinsWorld> {
  const world = await placesWorld()
  const rooms = await openRooms(world)
  return {
    ...world,
    checkins: rooms.checkins,
    async addVenue({ name, latitude, longitude, category, address, createdBy, private: isPrivate }) {
      const made = await world.places.createVenue({
        name,
        latitude,
        longitude,
        createdBy: createdBy ?? ('1' as AccountId),
        force: true,
        ...(category && { category }),
        ...(address && { address }),
        ...(isPrivate && { private: true }),
      })
      if (!made.ok) throw new Error('A venue of the test was refused.')
      return made.place
    },
    async write(addition, authorId = '1' as AccountId) {
      const id = world.ids.next<PostId>()
      await world.db.transact((tx) => addition.write(tx, { id, accountId: authorId } as never))
      return id
    },
    async [Symbol.asyncDispose]() {
      await rooms[Symbol.asyncDispose]()
      await world[Symbol.asyncDispose]()
    },
  }
}
