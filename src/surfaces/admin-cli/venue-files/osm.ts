import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { OSMTransform } from 'osm-pbf-parser-node'
import { categoryOfTags, type Tags } from './osm-categories.ts'
import { factsOfTags } from './tag-facts.ts'
import { inRuns, type ReadRow, type ReadRows, skipped, textOf, venueRow } from './venue-file.ts'
import { createWayPoints, type WayPoints } from './way-points.ts'

/** https://wiki.openstreetmap.org/wiki/PBF_Format */
type Element =
  | {
      readonly type: 'node'
      readonly id: number
      readonly lat: number
      readonly lon: number
      readonly tags?: Tags
    }
  | { readonly type: 'way'; readonly id: number; readonly refs: readonly number[]; readonly tags?: Tags }
  | { readonly type: 'relation'; readonly id: number; readonly tags?: Tags }
  /** What the file says of itself. */
  | { readonly type?: undefined; readonly tags?: undefined }

const licence = 'https://opendatacommons.org/licenses/odbl/1-0/'

/**
 * Nodes and ways that have a name and are a place; each element of the file is a row. Files hold the nodes before
 * the ways made of them: a first reading finds out which corners are asked for, the second one meets them in time.
 */
export const readOsm: ReadRows = async function* (path, skip) {
  const points = await collectWays(path)
  let bytes = 0
  async function* rows(): AsyncGenerator<ReadRow> {
    let row = 0
    for await (const element of elementsOf(path, (behind) => (bytes = behind))) {
      if (element.type === 'node') points.keep(element.id, element.lat, element.lon)
      if (row++ >= skip) yield toRow(element, points)
    }
  }
  yield* inRuns(rows(), () => bytes)
}

async function collectWays(path: string): Promise<WayPoints> {
  const points = createWayPoints()
  for await (const element of elementsOf(path, () => undefined, {
    node: false,
    way: true,
    relation: false,
  })) {
    if (element.type === 'way' && element.tags && isPlace(element.tags)) points.want(element.refs)
  }
  return points
}

function isPlace(tags: Tags): boolean {
  return textOf(tags['name']) !== undefined && categoryOfTags(tags) !== undefined
}

function toRow(element: Element, points: WayPoints): ReadRow {
  const { tags } = element
  if (element.type === undefined || element.type === 'relation' || !tags || !isPlace(tags)) return skipped
  const point =
    element.type === 'node' ? { latitude: element.lat, longitude: element.lon } : points.centre(element.refs)
  // A cut-out of the map may hold a way without its corners.
  if (!point) return skipped
  const sourceId = `${element.type}/${element.id}`
  const wikidata = /^Q\d{1,12}$/.exec(tags['wikidata'] ?? '')?.[0]
  return venueRow({
    sourceId,
    name: tags['name'] ?? '',
    ...point,
    ...factsOfTags(tags),
    category: categoryOfTags(tags) ?? null,
    sameAs: [
      `https://www.openstreetmap.org/${sourceId}`,
      ...(wikidata ? [`https://www.wikidata.org/entity/${wikidata}`] : []),
    ],
    licence,
  })
}

type WithTags = NonNullable<ConstructorParameters<typeof OSMTransform>[0]>['withTags']

/** @param onBytes how many bytes of the file were read so far */
async function* elementsOf(
  path: string,
  onBytes: (bytes: number) => void,
  withTags: WithTags = true,
): AsyncGenerator<Element> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 })
  const blocks = new OSMTransform({ withTags, withInfo: false }, { readableHighWaterMark: 2 })
  const flow = pipeline(file, blocks)
  // Whoever reads the blocks hears of a failure there.
  flow.catch(() => undefined)
  for await (const block of blocks) {
    onBytes(file.bytesRead)
    yield* block as Element[]
  }
  await flow
}
