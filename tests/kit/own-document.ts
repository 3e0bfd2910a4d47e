import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { operationKey } from '../../scripts/list-operations.ts'
import type { Answer } from './person.ts'

/** An operation as this server's own OpenAPI document has it. */
export interface DocumentedOperation {
  readonly security?: readonly { readonly OAuth2: readonly string[] }[]
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Readonly<Record<string, DocumentedResponse>>
}

interface DocumentedResponse {
  readonly $ref?: string
  readonly headers?: Readonly<Record<string, unknown>>
  readonly content?: Readonly<Record<string, { readonly schema: AnySchema }>>
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, AnySchema>>
    readonly responses: Readonly<Record<string, DocumentedResponse>>
  }
}

/** Every operation of a document by its key; see `operationKey`. */
export function documentedOperations(document: OpenApiDocument): Map<string, DocumentedOperation> {
  return new Map(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]) => [
        operationKey({ method: method.toUpperCase(), path }),
        one,
      ]),
    ),
  )
}

/**
 * Holds answers against a document, more strictly than the document itself: members that it does not name are faults, too,
 * so that neither the server nor the document can be changed alone.
 * @returns what is wrong with an answer of an operation, by status, type, headers and body
 */
export function judgeByDocument(document: OpenApiDocument) {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  // Each by its own name, so that it is compiled once, whoever refers to it.
  for (const [name, schema] of Object.entries(document.components.schemas))
    ajv.addSchema({ $id: name, ...(close(schema) as object) })
  const operations = documentedOperations(document)
  const compiled = new Map<string, ValidateFunction>()
  const check = (key: string, schema: AnySchema, body: unknown): string[] => {
    const known = compiled.get(key) ?? ajv.compile(close(schema) as AnySchema)
    compiled.set(key, known)
    if (known(body)) return []
    return (known.errors ?? []).map(
      (fault) => `${fault.instancePath} ${fault.message} ${JSON.stringify(fault.params)}`,
    )
  }
  return (key: string, { status, headers, body }: Answer): string[] => {
    const named = operations.get(key)?.responses[status]
    const response = named?.$ref ? document.components.responses[named.$ref.split('/').at(-1) ?? ''] : named
    if (!response) return [`${status} is not documented`]
    const faults = headers.has('link') && !response.headers?.['Link'] ? ['Link is not documented'] : []
    const type = headers.get('content-type')?.split(';')[0]
    if (!response.content) return type ? [...faults, `${type} is not documented`] : faults
    const content = type && response.content[type]
    if (!content) return [...faults, `${type ?? 'no type'} is not documented`]
    if (!type.endsWith('json')) return faults
    return [...faults, ...check(`${key} ${status}`, content.schema, body)]
  }
}

/** Shuts every object that names its members, and refers to components by their names. */
function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, member]) => [
    name,
    name === '$ref' && typeof member === 'string' ? member.split('/').at(-1) : close(member),
  ])
  const closed = Object.fromEntries(entries) as Record<string, unknown>
  const namesMembers = closed['type'] === 'object' && !('additionalProperties' in closed)
  return namesMembers && !('patternProperties' in closed)
    ? { ...closed, additionalProperties: false }
    : closed
}
