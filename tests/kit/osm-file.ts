import { writeFile } from 'node:fs/promises'
import { deflateSync } from 'node:zlib'

type Tags = Readonly<Record<string, string>>

export interface OsmNode {
  readonly id: number
  readonly lat: number
  readonly lon: number
  readonly tags?: Tags
}

export interface OsmWay {
  readonly id: number
  readonly refs: readonly number[]
  readonly tags?: Tags
}

export interface OsmRelation {
  readonly id: number
  readonly members: ReadonlyArray<{
    readonly type: 'node' | 'way'
    readonly ref: number
    readonly role: string
  }>
  readonly tags?: Tags
}

/** Writes a map as extracts come: dense nodes, then ways, then relations. https://wiki.openstreetmap.org/wiki/PBF_Format */
export async function writeOsm(
  path: string,
  map: {
    readonly nodes: readonly OsmNode[]
    readonly ways: readonly OsmWay[]
    readonly relations?: readonly OsmRelation[]
  },
): Promise<void> {
  const { nodes, ways, relations = [] } = map
  const header = message(bytes(4, 'OsmSchema-V0.6'), bytes(4, 'DenseNodes'))
  const blocks = [block((strings) => bytes(2, denseNodes(nodes, strings)))]
  if (ways.length > 0) blocks.push(block((strings) => ways.map((way) => bytes(3, wayOf(way, strings)))))
  if (relations.length > 0)
    blocks.push(block((strings) => relations.map((one) => bytes(4, relationOf(one, strings)))))
  const data = blocks.map((content) => blob('OSMData', content))
  await writeFile(path, Buffer.concat([blob('OSMHeader', header), ...data]))
}

function blob(type: string, content: Buffer): Buffer {
  const body = message(number(2, content.length), bytes(3, deflateSync(content)))
  const head = message(bytes(1, type), number(3, body.length))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(head.length)
  return Buffer.concat([length, head, body])
}

type Strings = (text: string) => number

function block(write: (strings: Strings) => Buffer | Buffer[]): Buffer {
  const table = ['']
  const strings: Strings = (text) => {
    const known = table.indexOf(text)
    return known >= 0 ? known : table.push(text) - 1
  }
  const group = message(write(strings))
  return message(bytes(1, message(...table.map((text) => bytes(1, text)))), bytes(2, group))
}

function denseNodes(nodes: readonly OsmNode[], strings: Strings): Buffer {
  const keysAndValues = nodes.flatMap(({ tags }) => [
    ...Object.entries(tags ?? {}).flatMap(([key, value]) => [strings(key), strings(value)]),
    0,
  ])
  const units = (degrees: number) => Math.round(degrees * 1e7)
  return message(
    bytes(1, packed(deltas(nodes.map((node) => node.id)).map(zigzag))),
    bytes(8, packed(deltas(nodes.map((node) => units(node.lat))).map(zigzag))),
    bytes(9, packed(deltas(nodes.map((node) => units(node.lon))).map(zigzag))),
    bytes(10, packed(keysAndValues)),
  )
}

function wayOf({ id, refs, tags = {} }: OsmWay, strings: Strings): Buffer {
  return message(
    number(1, id),
    bytes(2, packed(Object.keys(tags).map(strings))),
    bytes(3, packed(Object.values(tags).map(strings))),
    bytes(8, packed(deltas(refs).map(zigzag))),
  )
}

function relationOf({ id, members, tags = {} }: OsmRelation, strings: Strings): Buffer {
  return message(
    number(1, id),
    bytes(2, packed(Object.keys(tags).map(strings))),
    bytes(3, packed(Object.values(tags).map(strings))),
    bytes(8, packed(members.map(({ role }) => strings(role)))),
    bytes(9, packed(deltas(members.map(({ ref }) => ref)).map(zigzag))),
    bytes(10, packed(members.map(({ type }) => (type === 'node' ? 0 : 1)))),
  )
}

function deltas(values: readonly number[]): number[] {
  return values.map((value, index) => value - (values[index - 1] ?? 0))
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value
}

function message(...fields: (Buffer | Buffer[])[]): Buffer {
  return Buffer.concat(fields.flat())
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)])
}

function bytes(field: number, content: Buffer | string): Buffer {
  const buffer = Buffer.from(content)
  return Buffer.concat([varint(field * 8 + 2), varint(buffer.length), buffer])
}

function packed(values: readonly number[]): Buffer {
  return Buffer.concat(values.map(varint))
}

function varint(value: number): Buffer {
  const out: number[] = []
  let rest = value
  while (rest >= 128) {
    out.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return Buffer.from([...out, rest])
}
