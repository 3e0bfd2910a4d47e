import { isUploadedFile, type UploadedFile } from '#platform/http-server/index.ts'
import { refuse } from './refuse.ts'

/** Properties of a microformats2 object: each a list. */
export type Properties = Readonly<Record<string, readonly unknown[]>>

/** What a client asks for. */
export type Request =
  | { readonly action: 'create'; readonly properties: Properties; readonly files: readonly UploadedFile[] }
  | {
      readonly action: 'update'
      readonly url: string
      readonly replace: Properties
      readonly add: Properties
    }
  | { readonly action: 'delete'; readonly url: string }

const notProperties = new Set(['h', 'action', 'url', 'access_token', 'type', 'q'])
const maxValues = 50

/**
 * Reads a request in either of Micropub's forms: JSON is a microformats2 object (section 3.3.1), a form names its
 * properties, lists with `[]` (section 3.3). @throws Refusal
 */
export function readRequest(body: Readonly<Record<string, unknown>>): Request {
  const action = typeof body['action'] === 'string' ? body['action'] : 'create'
  const url = typeof body['url'] === 'string' ? body['url'] : ''
  switch (action) {
    case 'create':
      return readCreate(body)
    case 'delete':
      return { action, url }
    case 'update':
      if (body['delete'] !== undefined)
        throw refuse('invalid_request', 'Updates replace and add; nothing is deleted.')
      return { action, url, replace: propertiesOf(body['replace']), add: propertiesOf(body['add']) }
    default:
      throw refuse('invalid_request', 'The actions are create, update and delete.')
  }
}

function readCreate(body: Readonly<Record<string, unknown>>): Request {
  const isJson = body['properties'] !== undefined
  const type = isJson ? firstText(body['type']) : `h-${firstText(body['h']) ?? 'entry'}`
  if (type !== 'h-entry') throw refuse('invalid_request', 'Only entries (h-entry) are posted here.')
  if (isJson) return { action: 'create', properties: propertiesOf(body['properties']), files: [] }
  const given = Object.entries(body).filter(([name]) => !notProperties.has(name))
  const files = given.flatMap(([, value]) => (isUploadedFile(value) ? [value] : []))
  const texts = given.filter(([, value]) => !isUploadedFile(value))
  const properties = Object.fromEntries(
    texts.map(([name, value]) => [name.replace(/\[\]$/, ''), listOf(value)]),
  )
  return { action: 'create', properties, files }
}

function propertiesOf(value: unknown): Properties {
  if (value === undefined) return {}
  if (!isRecord(value)) throw refuse('invalid_request', 'Properties are an object of lists.')
  return Object.fromEntries(Object.entries(value).map(([name, values]) => [name, listOf(values)]))
}

function listOf(value: unknown): readonly unknown[] {
  return (Array.isArray(value) ? value : [value]).slice(0, maxValues)
}

function firstText(value: unknown): string | undefined {
  const [first] = listOf(value)
  return typeof first === 'string' ? first : undefined
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The first text of a property; of an embedded object, its `value`. Without what no text may hold. */
export function textOf(properties: Properties, name: string): string | undefined {
  const [first] = properties[name] ?? []
  const text = isRecord(first) ? first['value'] : first
  return typeof text === 'string' ? text.toWellFormed().replaceAll('\0', '').trim() || undefined : undefined
}

/** All texts of a property. */
export function textsOf(properties: Properties, name: string): string[] {
  return (properties[name] ?? []).flatMap((value) =>
    typeof value === 'string' ? [value.toWellFormed().replaceAll('\0', '').trim()] : [],
  )
}

/** The properties of the first embedded object. */
export function objectOf(properties: Properties, name: string): Properties | undefined {
  const object = (properties[name] ?? []).find(isRecord)
  return object && propertiesOf(object['properties'])
}
