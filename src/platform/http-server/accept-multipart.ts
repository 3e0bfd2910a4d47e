import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import multipart, { type MultipartFile, type MultipartValue } from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from './answer.ts'
import { parseParameters } from './parse-parameters.ts'

/** An uploaded file, in a temporary folder that goes when the request ends. */
export interface UploadedFile {
  readonly path: string
  readonly declaredType: string
  /** As the sender calls it: text of a stranger, and no path. */
  readonly fileName: string
  readonly size: number
}

/** Whether a parameter came as a file, not as a field. */
export function isUploadedFile(given: unknown): given is UploadedFile {
  return typeof given === 'object' && given !== null && 'path' in given && 'declaredType' in given
}

const folders = new WeakMap<FastifyRequest, string>()

/** Lets every endpoint take multipart bodies: fields as parameters, files as UploadedFile under their field's name. */
export async function acceptMultipart(server: FastifyInstance): Promise<void> {
  await server.register(multipart, {
    limits: { fields: 100, files: 8, parts: 110, fieldSize: 100_000, fieldNameSize: 200 },
  })
  server.addHook('onResponse', async (request) => {
    const folder = folders.get(request)
    if (folder) await rm(folder, { recursive: true, force: true })
  })
}

/** @param maxBytes of one file. @throws Refusal 413 when a file is larger, 400 when the body is malformed. */
export async function readMultipart(
  request: FastifyRequest,
  maxBytes: number,
): Promise<Record<string, unknown>> {
  const fields = new URLSearchParams()
  const files: Record<string, UploadedFile> = {}
  try {
    for await (const part of request.parts({ limits: { fileSize: maxBytes } })) {
      if (part.type === 'field') fields.append(part.fieldname, readField(part))
      else files[part.fieldname] = await saveFile(request, part, Object.keys(files).length)
    }
  } catch (error) {
    if (error instanceof Refusal) throw error
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 400
    if (status === 413) throw new Refusal(413, 'The request is too large.')
    throw new Refusal(400, 'The multipart body is malformed.')
  }
  return { ...parseParameters(fields.toString()), ...files }
}

function readField(part: MultipartValue): string {
  if (part.valueTruncated || part.fieldnameTruncated) throw new Refusal(413, 'A field is too large.')
  return String(part.value)
}

async function saveFile(request: FastifyRequest, part: MultipartFile, index: number): Promise<UploadedFile> {
  const folder = folders.get(request) ?? (await mkdtemp(join(tmpdir(), 'cairn-upload-')))
  folders.set(request, folder)
  const path = join(folder, String(index))
  await pipeline(part.file, createWriteStream(path))
  if (part.file.truncated) throw new Refusal(413, 'The file is too large.')
  return { path, declaredType: part.mimetype, fileName: part.filename ?? '', size: (await stat(path)).size }
}
