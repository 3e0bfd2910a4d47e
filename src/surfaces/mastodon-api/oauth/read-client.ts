import type { FastifyRequest } from 'fastify'
import type { ClientCredentials } from '#domain/access/index.ts'
import { type Parameters, textOf } from './read-parameters.ts'

/** An app's id and secret, from the header (RFC 6749, 2.3.1: each form-encoded) or from the parameters. */
export function readClient(request: FastifyRequest, parameters: Parameters): ClientCredentials {
  return (
    readBasic(request.headers.authorization) ?? {
      clientId: textOf(parameters, 'client_id'),
      clientSecret: textOf(parameters, 'client_secret') || undefined,
    }
  )
}

function readBasic(header: string | undefined): ClientCredentials | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]{1,1000})$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const [clientId = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':')
  return { clientId: formDecode(clientId), clientSecret: formDecode(secret.join(':')) || undefined }
}

function formDecode(text: string): string {
  return new URLSearchParams(`x=${text.replaceAll('&', '%26')}`).get('x') ?? ''
}
