import type { FastifyRequest } from 'fastify'
import { parseParameters, Refusal } from '#platform/http-server/index.ts'

export type Parameters = Readonly<Record<string, unknown>>

/**
 * All parameters of a request, from the query and from a form, JSON or multipart body; the body wins. Apps send them in
 * every way (Ice Cubes registers itself by query).
 */
export async function readParameters(request: FastifyRequest): Promise<Parameters> {
  const query = request.query as Parameters
  if (request.isMultipart()) return { ...query, ...(await readMultipartFields(request)) }
  const body = request.body ?? {}
  if (typeof body !== 'object' || Array.isArray(body)) throw new Refusal(400, 'The body must be an object.')
  return { ...query, ...body }
}

/** One text; '' where there is none, or something else. */
export function textOf(parameters: Parameters, name: string): string {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined
  return typeof value === 'string' ? value : ''
}

/** A text or a list of texts. */
export function textsOf(parameters: Parameters, name: string): string | readonly string[] {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : textOf(parameters, name)
}

async function readMultipartFields(request: FastifyRequest): Promise<Parameters> {
  const fields = new URLSearchParams()
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') fields.append(part.fieldname, String(part.value))
      else part.file.resume()
    }
  } catch {
    throw new Refusal(400, 'The multipart body is malformed.')
  }
  return parseParameters(fields.toString())
}
