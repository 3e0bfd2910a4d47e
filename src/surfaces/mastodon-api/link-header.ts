import type { FastifyRequest } from 'fastify'
import { answer, type JsonBytes } from '#platform/http-server/index.ts'

interface Edges {
  /** `max_id` of the next, older page; absent at the end. */
  readonly olderThan?: string | undefined
  /** `min_id` of the previous, newer page. */
  readonly newerThan?: string | undefined
}

/**
 * A list with its Link header: absolute, `next` first, parameters kept, without `,` and `;` inside the addresses
 * (toot and megalodon split there).
 */
export function listAnswer(origin: string, request: FastifyRequest, list: object | JsonBytes, edges: Edges) {
  const links: string[] = []
  if (edges.olderThan) links.push(`<${address(origin, request, 'max_id', edges.olderThan)}>; rel="next"`)
  if (edges.newerThan) links.push(`<${address(origin, request, 'min_id', edges.newerThan)}>; rel="prev"`)
  return answer(list, links.length > 0 ? { headers: { link: links.join(', ') } } : {})
}

/** The edges of a list whose items carry the key. */
export function edgesOf(items: readonly { readonly id: string }[], limit: number): Edges {
  return { newerThan: items[0]?.id, olderThan: items.length >= limit ? items.at(-1)?.id : undefined }
}

function address(origin: string, request: FastifyRequest, key: string, id: string): string {
  const at = request.url.indexOf('?')
  const path = at < 0 ? request.url : request.url.slice(0, at)
  const kept = new URLSearchParams(at < 0 ? '' : request.url.slice(at))
  for (const name of ['max_id', 'min_id', 'since_id']) kept.delete(name)
  kept.set(key, id)
  return `${origin}${path}?${kept.toString()}`.replaceAll(',', '%2C').replaceAll(';', '%3B')
}
