import type { TSchema } from 'typebox'

export interface Shapes {
  /** A schema with references in the place of what has a name. */
  describe(schema: TSchema): object
  /** Everything that has a name, so far. */
  named(): Record<string, object>
}

/**
 * Gathers schemas that have a name (`$id`) as components, and puts a reference where they stood. `Type.Ref('Name')` is one
 * already: it may come before the shape itself does.
 */
export function collectShapes(): Shapes {
  const found = new Map<string, { source: string; shape: object }>()
  const describe = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(describe)
    if (typeof value !== 'object' || value === null) return value
    const { $id: name, $ref: reference, ...rest } = value as Record<string, unknown>
    if (typeof reference === 'string') return referTo(reference)
    const members = (source: object) =>
      Object.fromEntries(Object.entries(source).map(([key, member]) => [key, describe(member)]))
    if (typeof name !== 'string') return members(rest)
    const known = found.get(name)
    const source = JSON.stringify(rest)
    if (known && known.source !== source) throw new Error(`Two different shapes are called ${name}.`)
    if (!known) {
      // First in the list, then described: shapes refer to themselves.
      const entry: { source: string; shape: object } = { source, shape: {} }
      found.set(name, entry)
      entry.shape = members(rest)
    }
    return referTo(name)
  }
  return {
    describe: (schema) => describe(schema) as object,
    named: () =>
      Object.fromEntries(
        [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, { shape }]) => [name, shape]),
      ),
  }
}

function referTo(name: string): object {
  return { $ref: `#/components/schemas/${name}` }
}
