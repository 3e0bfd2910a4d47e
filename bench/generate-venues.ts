import { cellOf } from '../src/domain/places/cells.ts'
import { townRadius } from '../src/domain/places/place.ts'
import { lexemesOf } from '../src/domain/places/place-words.ts'
import { openGazetteer } from '../src/domain/places/read-gazetteer.ts'

/** A made-up venue as a line of COPY; the same number of venues is always the same venues. */
export interface MadeVenue {
  readonly id: bigint
  readonly name: string
  readonly latitude: number
  readonly longitude: number
  readonly cell9: string
  readonly cell5: string
  readonly category: string
  readonly country: string
  readonly popularity: number
}

/** What stands in names beside the name itself, as often as in languages: the first in one name of ten. */
const kinds: readonly (readonly [word: string, category: string])[] = [
  ['Restaurant', 'amenity=restaurant'],
  ['Café', 'amenity=cafe'],
  ['Bar', 'amenity=bar'],
  ['Hotel', 'tourism=hotel'],
  ['Salon', 'shop=hairdresser'],
  ['Pizzeria', 'amenity=fast_food'],
  ['Market', 'shop=supermarket'],
  ['Bakery', 'shop=bakery'],
  ['Clínica', 'amenity=clinic'],
  ['Farmacia', 'amenity=pharmacy'],
  ['School', 'amenity=school'],
  ['Parking', 'amenity=parking'],
  ['Bank', 'amenity=bank'],
  ['Museum', 'tourism=museum'],
  ['Bäckerei', 'shop=bakery'],
  ['Park', 'leisure=park'],
  ['Gym', 'leisure=fitness_centre'],
  ['Église', 'building=church'],
  ['Books', 'shop=books'],
  ['Garage', 'shop=car_repair'],
  ['Mode', 'shop=clothes'],
  ['Station', 'railway=station'],
  ['Pub', 'amenity=pub'],
  ['Kino', 'amenity=cinema'],
  ['Florist', 'shop=florist'],
  ['Studio', 'sport=yoga'],
  ['Bistro', 'amenity=restaurant'],
  ['Hostel', 'tourism=hostel'],
  ['Tacos', 'amenity=fast_food'],
  ['Brewery', 'craft=brewery'],
]

const words = 300_000
const syllables =
  'ba be bi bo bu da de di do du fa fe ga ge go ha he ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu pa pe ra re ri ro ru sa se si so ta te ti to tu va ve vi vo wa za zen mar ton stein berg ville ano ella'.split(
    ' ',
  )

/** Most houses stand around a few streets of a town. */
const streets = 40
const streetMetres = 250

/**
 * Makes venues where people live, in the order of their cells: more in larger towns, crowded around the streets of each.
 * Names are of common words, as frequent as in languages, and of 300,000 rare ones, the frequent ones in every hundredth name.
 */
export async function* generateVenues(count: number): AsyncGenerator<MadeVenue[]> {
  const gazetteer = await openGazetteer()
  const towns = gazetteer.slice(0, gazetteer.size).filter((town) => town.feature !== 'PPLX')
  const weights = towns.map((town) => (town.population + 50) ** 0.9)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const random = createRandom(20_261_129)
  let share = 0
  let made = 0
  for (const [index, town] of towns.entries()) {
    share += (weights[index] ?? 0) / total
    const here = Math.round(share * count) - made
    const venues: MadeVenue[] = []
    const reach = townRadius(town.population)
    const centres = Array.from({ length: streets }, () => around(town, reach * 0.6, random))
    for (let at = 0; at < here; at++) {
      const street = centres[Math.floor(streets * random() ** 2)] ?? town
      const point = around(street, streetMetres, random)
      const kind = kinds[Math.floor(kinds.length ** random()) - 1] ?? kinds[0]
      venues.push({
        id: BigInt(made + at + 1) << 20n,
        name: nameOf(kind?.[0] ?? '', random),
        ...point,
        cell9: cellOf(point, 9),
        cell5: cellOf(point, 5),
        category: kind?.[1] ?? '',
        country: town.country,
        popularity: Math.floor(1 / (random() + 1e-4) ** 0.7) - 1,
      })
    }
    made += here
    venues.sort((a, b) => (a.cell9 < b.cell9 ? -1 : 1))
    if (venues.length > 0) yield venues
  }
}

/** For COPY: id, source_id, name, latitude, longitude, h3_9, h3_5, category, country, popularity, confidence, words. */
export function toCopyLine(venue: MadeVenue): string {
  const lexemes = lexemesOf([venue.name], venue.cell5).map((word) => `'${word.replaceAll("'", "''")}'`)
  return `${[
    venue.id,
    venue.id,
    venue.name,
    venue.latitude,
    venue.longitude,
    venue.cell9,
    venue.cell5,
    venue.category,
    venue.country,
    venue.popularity,
    0.7,
    lexemes.join(' '),
  ].join('\t')}\n`
}

type Random = () => number

interface Point {
  readonly latitude: number
  readonly longitude: number
}

/** Normally distributed around a point. */
function around({ latitude, longitude }: Point, metres: number, random: Random): Point {
  const length = metres * Math.sqrt(-2 * Math.log(1 - random()))
  const angle = 2 * Math.PI * random()
  const north = (length * Math.cos(angle)) / 111_195
  const east = (length * Math.sin(angle)) / (111_195 * Math.max(0.05, Math.cos((latitude * Math.PI) / 180)))
  const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6
  return {
    latitude: round(Math.min(89, Math.max(-89, latitude + north))),
    longitude: round(((longitude + east + 540) % 360) - 180),
  }
}

function nameOf(kind: string, random: Random): string {
  const form = random()
  if (form < 0.55) return `${kind} ${wordOf(random)}`
  if (form < 0.8) return `${wordOf(random)} ${kind}`
  return form < 0.95 ? `${wordOf(random)} ${wordOf(random)}` : `${kind} ${wordOf(random)} ${wordOf(random)}`
}

/** Zipf's law with exponent 1. */
function wordOf(random: Random): string {
  return spell(Math.floor(words ** random()))
}

function spell(rank: number): string {
  let rest = (rank * 2_654_435_761) % 2 ** 32
  let text = ''
  for (let part = 0; part < 2 + (rank > 500 ? 1 : 0) + (rank % 3 === 0 ? 1 : 0); part++) {
    text += syllables[rest % syllables.length]
    rest = Math.floor(rest / syllables.length)
  }
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
