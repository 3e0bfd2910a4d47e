import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect } from 'vitest'

/**
 * The OpenAPI description of Mastodon's API, if this machine has it: the folder that `CAIRN_MASTODON_OPENAPI` names, or
 * `shared/mastodon-openapi` beside the repository. It is public documentation, and no part of this project.
 */
export const mastodonSchemaFile = [
  process.env['CAIRN_MASTODON_OPENAPI'],
  ...['..', '../..'].map((up) =>
    join(new URL('../../', import.meta.url).pathname, up, 'shared/mastodon-openapi'),
  ),
]
  .map((folder) => folder && join(folder, 'schema.json'))
  .find((file) => file && existsSync(file))

export interface MastodonSchema {
  readonly paths: Readonly<Record<string, Readonly<Record<string, MastodonOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, AnySchema>> }
}

export interface MastodonOperation {
  readonly responses?: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: AnySchema }>> }>
  >
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
}

/** @returns undefined on a machine without the description. */
export function readMastodonSchema(): MastodonSchema | undefined {
  if (mastodonSchemaFile) read ??= JSON.parse(readFileSync(mastodonSchemaFile, 'utf8')) as MastodonSchema
  return read
}

const compiled = new Map<string, ValidateFunction>()
let checker: Ajv2020 | undefined
let read: MastodonSchema | undefined

function checkerOf(schema: MastodonSchema): Ajv2020 {
  if (checker) return checker
  checker = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(checker)
  // Formats that the description names and no library knows.
  checker.addFormat('iso-639-1', /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
  const schemas: Record<string, AnySchema> = { ...schema.components.schemas, Status: loosenQuote(schema) }
  checker.addSchema({ $id: 'mastodon', components: { schemas } })
  return checker
}

/** Of a quote the description asks to be one of two forms, of which each passes for the other: any will do. */
function loosenQuote({ components }: MastodonSchema): AnySchema {
  const status = structuredClone(components.schemas['Status']) as {
    properties: Record<string, { oneOf?: unknown; anyOf?: unknown }>
  }
  const { oneOf, ...rest } = status.properties['quote'] ?? {}
  status.properties['quote'] = { ...rest, anyOf: oneOf }
  return status
}

/** What is wrong with a value of one entity, by the description. Nothing on a machine without it. */
export function entityFaults(entity: string, value: unknown): string[] {
  const schema = readMastodonSchema()
  return schema ? faultsOf(schema, `mastodon#/components/schemas/${entity}`, value) : []
}

function faultsOf(schema: MastodonSchema, key: string, value: unknown): string[] {
  const ajv = checkerOf(schema)
  const known = compiled.get(key) ?? ajv.compile({ $ref: key })
  compiled.set(key, known)
  if (known(value)) return []
  return (known.errors ?? []).map((fault) => `${fault.instancePath} ${fault.message}`)
}

/** Expects a value, or each of a list, to be an entity as Mastodon documents it. */
export function expectEntity(entity: string, value: unknown): void {
  for (const one of Array.isArray(value) ? value : [value]) expect(entityFaults(entity, one)).toEqual([])
}

/** What is wrong with an answer of an operation, by the description; undefined where it says nothing of it. */
export function answerFaults(
  operation: { readonly method: string; readonly path: string },
  status: number,
  body: unknown,
): string[] | undefined {
  const schema = readMastodonSchema()
  const described = schema?.paths[operation.path]?.[operation.method.toLowerCase()]?.responses?.[status]
  const shape = described?.content?.['application/json']?.schema
  if (!schema || !shape) return undefined
  const key = `mastodon-answer:${operation.method} ${operation.path} ${status}`
  const ajv = checkerOf(schema)
  if (!compiled.has(key)) {
    const text = JSON.stringify(shape).replaceAll('"#/components', '"mastodon#/components')
    compiled.set(key, ajv.compile(JSON.parse(text) as AnySchema))
  }
  return faultsOf(schema, key, body)
}

/** The scopes that an operation needs, one of them; undefined where no token is needed or nothing is known. */
export function documentedScopes(operation: {
  readonly method: string
  readonly path: string
}): readonly string[] | undefined {
  const described = readMastodonSchema()?.paths[operation.path]?.[operation.method.toLowerCase()]
  return described?.security?.find((one) => one['OAuth2'] !== undefined)?.['OAuth2']
}
