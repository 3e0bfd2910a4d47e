import { describeOpenApi } from '#platform/http-server/index.ts'
import { listServed } from './list-served.ts'

/** The OpenAPI document as every server gives it out at `/api/openapi.json`, without a server. */
export function ownDocument(): object {
  return describeOpenApi(listServed(), {
    title: 'Cairn',
    version: '0.0.0',
    origin: 'https://cairn.example',
  })
}
