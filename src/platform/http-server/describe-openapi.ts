import type { TSchema } from 'typebox'
import { collectShapes, type Shapes } from './collect-shapes.ts'
import { describeResponses, sharedHeaders, sharedResponses } from './describe-responses.ts'
import { type AnyEndpoint, consistencyOf } from './endpoint.ts'

/** What the document needs to know of an endpoint: not what it does. */
export type DescribedEndpoint = Omit<AnyEndpoint, 'handle'>

/**
 * The OpenAPI 3.1 document of endpoints: from the schemas that check their parameters, and the shapes of what they answer.
 * @throws Error where two different shapes have one name
 */
export function describeOpenApi(
  endpoints: readonly DescribedEndpoint[],
  about: { title: string; version: string; origin: string },
): object {
  const shapes = collectShapes()
  const paths: Record<string, Record<string, object>> = {}
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: describeOperation(endpoint, shapes) }
  }
  const responses = sharedResponses(shapes)
  return {
    openapi: '3.1.0',
    info: { title: about.title, version: about.version },
    servers: [{ url: about.origin }],
    paths,
    components: {
      schemas: shapes.named(),
      responses,
      headers: sharedHeaders,
      securitySchemes: { OAuth2: { type: 'oauth2', flows: flowsOf(endpoints) } },
    },
  }
}

function flowsOf(endpoints: readonly DescribedEndpoint[]) {
  const names = [...new Set(endpoints.flatMap(({ access }) => access.scopes ?? []))].sort()
  const scopes = Object.fromEntries(names.map((name) => [name, '']))
  return {
    authorizationCode: { authorizationUrl: '/oauth/authorize', tokenUrl: '/oauth/token', scopes },
    clientCredentials: { tokenUrl: '/oauth/token', scopes },
  }
}

function describeOperation(endpoint: DescribedEndpoint, shapes: Shapes): object {
  const body = endpoint.body && { schema: shapes.describe(endpoint.body) }
  return {
    operationId: nameOf(endpoint),
    summary: endpoint.summary,
    'x-consistency': consistencyOf(endpoint),
    ...(endpoint.access.who !== 'public' && { security: [{ OAuth2: endpoint.access.scopes ?? [] }] }),
    parameters: [
      ...describeParameters('path', endpoint.params, endpoint.path),
      ...describeParameters('query', endpoint.query, endpoint.path),
    ],
    ...(body && {
      requestBody: {
        content: {
          'application/json': body,
          'application/x-www-form-urlencoded': body,
          'multipart/form-data': body,
        },
      },
    }),
    responses: describeResponses(endpoint, shapes),
  }
}

/** Unique, because method and path are: `get_api_v1_statuses_id`. */
function nameOf({ method, path }: DescribedEndpoint): string {
  return `${method.toLowerCase()}${path.replaceAll(/[^A-Za-z0-9]+/g, '_')}`
}

function describeParameters(place: 'path' | 'query', schema: TSchema | undefined, path: string): object[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, TSchema>
    required?: string[]
  }
  // What nobody reads is in the path all the same.
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, { type: 'string' }] as const)
  const all = place === 'path' ? { ...Object.fromEntries(inPath), ...properties } : properties
  return Object.entries(all).map(([name, property]) => {
    const list = Reflect.get(property, 'type') === 'array'
    return {
      name: list ? `${name}[]` : name,
      in: place,
      required: place === 'path' || required.includes(name),
      schema: property,
    }
  })
}
