import type { Command } from 'commander'
import type { Place, PlaceId } from '#domain/places/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { type Admin, type CliNeeds, Refused } from './admin.ts'
import { withAdmin } from './with-admin.ts'

/** `places show | merge | correct | close | open | reports | resolve` */
export function addPlaceLifeCommands(places: Command, needs: CliNeeds): void {
  const one = (name: string, description: string) =>
    places.command(name).description(description).argument('<id>', 'the number in the address of its page')
  one('show', 'Print a place as JSON.').action((id: string) =>
    withAdmin(needs, async (admin) => present(await placeOrRefuse(admin, id))),
  )
  one('merge', 'Make a place one with another: its address, check-ins, mayors and followers go there.')
    .argument('<into>', 'the place that lives on')
    .action((id: string, into: string) => withAdmin(needs, (admin) => merge(admin, id, into)))
  one('correct', 'Change what a venue says of itself; imports leave that alone from then on.')
    .option('--name <text>', 'what it is called')
    .option('--category <kind>', 'e.g. amenity=cafe')
    .option('--latitude <degrees>', 'where it is', Number)
    .option('--longitude <degrees>', 'where it is', Number)
    .action((id: string, options: Corrections) => withAdmin(needs, (admin) => correct(admin, id, options)))
  one('close', 'Say that a venue is there no more: it is found no longer.').action((id: string) =>
    withAdmin(needs, (admin) => correct(admin, id, { closedOn: new Date() })),
  )
  one('open', 'Say that a venue that was closed is there.').action((id: string) =>
    withAdmin(needs, (admin) => correct(admin, id, { closedOn: null })),
  )
  places
    .command('reports')
    .description('List what people report of places, the oldest first, as JSON.')
    .action(() => withAdmin(needs, (admin) => admin.places.listReports(200)))
  places
    .command('resolve')
    .description('Close a report of a place.')
    .argument('<report>', 'its id')
    .action((report: string) =>
      withAdmin(needs, async (admin) => {
        if (!parseId(report) || !(await admin.places.resolveReport(report, null))) {
          throw new Refused(`There is no open report ${report}.`)
        }
        return { id: report, resolved: true }
      }),
    )
}

interface Corrections {
  readonly name?: string
  readonly category?: string
  readonly latitude?: number
  readonly longitude?: number
  readonly closedOn?: Date | null
}

/** @throws Refused when there is none */
async function placeOrRefuse(admin: Admin, text: string): Promise<Place> {
  const id = parseId<PlaceId>(text)
  const place = id && (await admin.places.findPlaces([id])).get(id)
  if (!place) throw new Refused(`There is no place ${text}.`)
  return place
}

async function merge(admin: Admin, from: string, into: string): Promise<unknown> {
  const [fromId, intoId] = [(await placeOrRefuse(admin, from)).id, (await placeOrRefuse(admin, into)).id]
  const outcome = await admin.places.mergePlaces({ fromId, intoId, by: null })
  if (outcome.kind === 'refused')
    throw new Refused(`They were not merged: ${outcome.because.replace('_', ' ')}.`)
  return present(await placeOrRefuse(admin, intoId))
}

async function correct(admin: Admin, text: string, corrections: Corrections): Promise<unknown> {
  const place = await placeOrRefuse(admin, text)
  if (place.uri !== null || place.kind !== 'venue')
    throw new Refused(`${place.name} is no venue of this server.`)
  const outcome = await admin.places.correctPlace(place.id, corrections, null)
  if (outcome.ok) return present(outcome.place)
  throw new Refused(outcome.problems.map(({ field, problem }) => `${field} ${problem}`).join(', '))
}

function present(place: Place) {
  const { id, name, kind, category, latitude, longitude, address, source, sourceId, private: hidden } = place
  return {
    id,
    name,
    kind,
    category,
    latitude,
    longitude,
    address,
    source,
    source_id: sourceId,
    private: hidden,
    closed_on: place.closedOn,
    merged_into: place.mergedInto,
  }
}
