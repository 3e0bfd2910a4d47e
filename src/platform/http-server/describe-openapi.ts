import type { TSchema } from 'typebox'
import { type AnyEndpoint, consistencyOf } from './endpoint.ts'

/** What the document needs to know of an endpoint: not what it does. */
export type DescribedEndpoint = Omit<AnyEndpoint, 'handle'>

/** The OpenAPI 3.1 document of endpoints, from the schemas that check their parameters. */
export function describeOpenApi(
  endpoints: readonly DescribedEndpoint[],
  about: { title: string; version: string; origin: string },
): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: describeOperation(endpoint) }
  }
  return {
    openapi: '3.1.0',
    info: { title: about.title, version: about.version },
    servers: [{ url: about.origin }],
    paths,
    components: {
      securitySchemes: {
        OAuth2: {
          type: 'oauth2',
          flows: {
            authorizationCode: { authorizationUrl: '/oauth/authorize', tokenUrl: '/oauth/token', scopes: {} },
            clientCredentials: { tokenUrl: '/oauth/token', scopes: {} },
          },
        },
      },
    },
  }
}

function describeOperation(endpoint: DescribedEndpoint): object {
  return {
    summary: endpoint.summary,
    'x-consistency': consistencyOf(endpoint),
    ...(endpoint.access.who !== 'public' && { security: [{ OAuth2: endpoint.access.scopes ?? [] }] }),
    parameters: [
      ...describeParameters('path', endpoint.params),
      ...describeParameters('query', endpoint.query),
    ],
    ...(endpoint.body && {
      requestBody: {
        content: {
          'application/json': { schema: endpoint.body },
          'application/x-www-form-urlencoded': { schema: endpoint.body },
          'multipart/form-data': { schema: endpoint.body },
        },
      },
    }),
    responses: {
      200: {
        description: 'Done.',
        content: { 'application/json': { schema: endpoint.response ?? {} } },
      },
      default: {
        description: 'Refused.',
        content: {
          'application/json': {
            schema: { type: 'object', required: ['error'], properties: { error: { type: 'string' } } },
          },
        },
      },
    },
  }
}

function describeParameters(place: 'path' | 'query', schema: TSchema | undefined): object[] {
  if (!schema) return []
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, TSchema>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => {
    const list = Reflect.get(property, 'type') === 'array'
    return {
      name: list ? `${name}[]` : name,
      in: place,
      required: place === 'path' || required.includes(name),
      schema: property,
    }
  })
}
