import type { TSchema } from 'typebox'

interface LooseSchema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, LooseSchema>>
  readonly items?: LooseSchema
  readonly maxItems?: number
  readonly anyOf?: readonly LooseSchema[]
}

/**
 * Brings parameters as apps send them (text, `"1"` for true, one value for a list, an object with index keys, nulls
 * and empty values for "not given") to the types of the schema. What does not fit stays, for the check to name.
 */
export function coerce(schema: TSchema, value: unknown): unknown {
  return coerceTo(schema, value)
}

function coerceTo(schema: LooseSchema, value: unknown): unknown {
  switch (schema.type) {
    case 'boolean':
      return toBoolean(value)
    case 'number':
    case 'integer':
      return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
        ? Number(value)
        : value
    case 'string':
      return toText(value)
    case 'array':
      return coerceItems(schema, toList(value))
    case 'object':
      return schema.properties && isRecord(value) ? coerceMembers(schema.properties, value) : value
    default:
      return value
  }
}

/** One more than there may be is enough to be refused: a list of a mebibyte must not be read item by item. */
function coerceItems(
  { items, maxItems = Number.POSITIVE_INFINITY }: LooseSchema,
  list: unknown[],
): unknown[] {
  const few = list.length > maxItems ? list.slice(0, maxItems + 1) : list
  return items ? few.map((item) => coerceTo(items, item)) : few
}

/** NUL and lone surrogates fit no database and no other server (R27); nobody typed them. */
function toText(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '')
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

function coerceMembers(properties: Readonly<Record<string, LooseSchema>>, value: Record<string, unknown>) {
  const result: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (!schema) continue
    // "Not given" is said in many ways; an empty text is a value only where text is expected.
    if (member === null || member === undefined) continue
    if (member === '' && schema.type !== 'string' && schema.type !== 'array') continue
    result[name] = coerceTo(schema, member)
  }
  return result
}

function toBoolean(value: unknown): unknown {
  if (typeof value === 'number') return value !== 0
  if (typeof value !== 'string') return value
  const text = value.toLowerCase()
  if (['1', 't', 'true', 'on', 'yes'].includes(text)) return true
  if (['0', 'f', 'false', 'off', 'no'].includes(text)) return false
  return value
}

function toList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  if (isRecord(value)) return Object.values(value)
  return value === '' ? [] : [value]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
