import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { OSMTransform } from 'osm-pbf-parser-node'
import { categoryOfTags, type Tags } from './osm-categories.ts'
import { createRelationBoxes, type RelationBoxes } from './relation-boxes.ts'
import { factsOfTags } from './tag-facts.ts'
import { inRuns, type ReadRow, type ReadRows, skipped, textOf, venueRow } from './venue-file.ts'
import { createWayPoints, middleOf, type WayPoints } from './way-points.ts'

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
  | {
      readonly type: 'relation'
      readonly id: number
      readonly members: ReadonlyArray<{ readonly type: string; readonly ref: number; readonly role: string }>
      readonly tags?: Tags
    }
  /** What the file says of itself. */
  | { readonly type?: undefined; readonly tags?: undefined }

const licence = 'https://opendatacommons.org/licenses/odbl/1-0/'

/**
 * Nodes, ways and multipolygons that have a name and are a place; each element of the file is a row. Files hold nodes
 * before the ways made of them, and those before relations: earlier readings find out which ways and corners are asked
 * for, the last one meets them in time.
 */
export const readOsm: ReadRows = async function* (path, skip) {
  const relations = await collectRelations(path)
  const points = await collectWays(path, relations)
  const positions = locate(points, relations)
  let bytes = 0
  async function* rows(): AsyncGenerator<ReadRow> {
    let row = 0
    for await (const element of elementsOf(path, (behind) => (bytes = behind))) {
      // Also of rows that are skipped: later ones are made of them.
      const position = positions(element)
      if (row++ >= skip) yield toRow(element, position)
    }
  }
  yield* inRuns(rows(), () => bytes)
}

async function collectRelations(path: string): Promise<RelationBoxes> {
  const relations = createRelationBoxes()
  const only = { node: false, way: false, relation: true }
  for await (const element of elementsOf(path, () => undefined, only)) {
    if (isArea(element)) relations.want(outerWaysOf(element))
  }
  return relations
}

type Relation = Extract<Element, { type: 'relation' }>

/** Bus lines, borders and the like have no middle that anybody stands at. */
function isArea(element: Element): element is Relation {
  return element.type === 'relation' && element.tags?.['type'] === 'multipolygon' && isPlace(element.tags)
}

/** Without a role, a member is outer (wiki.openstreetmap.org/wiki/Relation:multipolygon). */
function outerWaysOf({ members }: Relation): number[] {
  return members
    .filter(({ type, role }) => type === 'way' && (role === 'outer' || role === ''))
    .map(({ ref }) => ref)
}

/** Where each element is, if it is a place; elements come in the order of the file. */
function locate(points: WayPoints, relations: RelationBoxes) {
  let areas = 0
  return (element: Element): { latitude: number; longitude: number } | undefined => {
    if (element.type === 'node') {
      points.keep(element.id, element.lat, element.lon)
      return { latitude: element.lat, longitude: element.lon }
    }
    if (element.type === 'relation') return isArea(element) ? relations.centre(areas++) : undefined
    if (element.type === undefined) return undefined
    const isOuter = relations.isWanted(element.id)
    const box = isOuter || (element.tags && isPlace(element.tags)) ? points.box(element.refs) : undefined
    if (box && isOuter) relations.keep(element.id, box)
    return box && middleOf(box)
  }
}

async function collectWays(path: string, relations: RelationBoxes): Promise<WayPoints> {
  const points = createWayPoints()
  for await (const element of elementsOf(path, () => undefined, {
    node: false,
    way: true,
    relation: false,
  })) {
    if (element.type !== 'way') continue
    if ((element.tags && isPlace(element.tags)) || relations.isWanted(element.id)) points.want(element.refs)
  }
  return points
}

function isPlace(tags: Tags): boolean {
  return textOf(tags['name']) !== undefined && categoryOfTags(tags) !== undefined
}

function toRow(element: Element, point: ReturnType<ReturnType<typeof locate>>): ReadRow {
  const { tags } = element
  if (element.type === undefined || !tags || !isPlace(tags)) return skipped
  // A cut-out of the map may hold a way without its corners, or a relation without its ways.
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
