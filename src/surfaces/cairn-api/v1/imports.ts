import { Type } from 'typebox'
import { hasScope } from '#domain/access/index.ts'
import {
  type Import,
  type ImportId,
  type ImportKind,
  type Imports,
  importKinds,
  importLimits,
} from '#domain/imports/index.ts'
import {
  type AnyEndpoint,
  endpoint,
  isUploadedFile,
  Refusal,
  type Viewer,
} from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { byId, notFound, viewerId } from '#surfaces/mastodon-api/index.ts'
import { broughtAlong } from '../shapes/brought-along.ts'

interface Needs {
  readonly imports: Imports
}

const path = '/api/cairn/v1/imports'

/** The scopes of what an import changes, less `read:` or `write:`. */
const scopeOf: Readonly<Record<ImportKind, string>> = {
  follows: 'follows',
  blocks: 'blocks',
  mutes: 'mutes',
  domain_blocks: 'blocks',
  bookmarks: 'bookmarks',
  lists: 'lists',
}
const scopes = (what: 'read' | 'write') => [...new Set(Object.values(scopeOf))].map((one) => `${what}:${one}`)

/** CSV files of other servers, brought along. */
export const importEndpoints = (needs: Needs): AnyEndpoint[] => [
  postImport(needs),
  getImports(needs),
  getImport(needs),
]

const postImport = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path,
    access: { who: 'user', scopes: scopes('write') },
    response: broughtAlong,
    alsoAnswers: { 409: 'error', 413: 'error' },
    summary:
      "Takes in a CSV file in Mastodon's columns, as the exports write it, or an archive that has one, and works it off. The scope is that of its type: `write:follows` for `follows`, and for `lists` beside `write:lists`.",
    bodyLimit: importLimits.archiveBytes,
    body: Type.Object({
      type: Type.Union(
        importKinds.map((kind) => Type.Literal(kind)),
        { description: 'What the file lists.' },
      ),
      mode: Type.Optional(
        Type.Union([Type.Literal('merge'), Type.Literal('overwrite')], {
          description: 'Whether what is not in the file stays (merge, the default) or goes (overwrite).',
        }),
      ),
      file: Type.Optional(
        Type.Unknown({
          description: `CSV in UTF-8, at most ${importLimits.rows} rows; or a zip with such a file.`,
        }),
      ),
    }),
    async handle({ viewer, body: { type, mode = 'merge', file } }) {
      // Who is on a list is followed.
      const needed = type === 'lists' ? ['lists', 'follows'] : [scopeOf[type]]
      if (needed.some((scope) => !hasScope(viewer.scopes, `write:${scope}`)))
        throw new Refusal(403, 'This action is outside the authorized scopes')
      if (!isUploadedFile(file)) throw new Refusal(422, 'Validation failed: file is missing')
      const outcome = await needs.imports.startImport({
        accountId: viewerId(viewer),
        kind: type,
        mode,
        fileName: file.fileName,
        path: file.path,
      })
      if (outcome.ok) return present(outcome.import)
      switch (outcome.because) {
        case 'too_large':
          throw new Refusal(413, 'The file is too large.')
        case 'busy':
          throw new Refusal(
            409,
            `${importLimits.open} imports of yours are under way: wait until one is done.`,
          )
        case 'unreadable':
          throw new Refusal(422, `Validation failed: ${outcome.problem}`)
      }
    },
  })

const getImports = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path,
    access: { who: 'user', scopes: scopes('read') },
    response: Type.Array(broughtAlong),
    summary: `What the viewer has brought along, the latest ${importLimits.kept}, and how far it is; of types that the token may read.`,
    handle: async ({ viewer }) =>
      (await needs.imports.listImports(viewerId(viewer))).filter((one) => mayRead(viewer, one)).map(present),
  })

const getImport = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: `${path}/:id`,
    access: { who: 'user', scopes: scopes('read') },
    response: broughtAlong,
    summary: 'How far an import is that the viewer has started.',
    params: byId,
    async handle({ viewer, params }) {
      const id = parseId<ImportId>(params.id)
      const one = id && (await needs.imports.findImport(id, viewerId(viewer)))
      if (!one || !mayRead(viewer, one)) throw notFound()
      return present(one)
    },
  })

function mayRead(viewer: Viewer, { kind }: Import): boolean {
  return hasScope(viewer.scopes, `read:${scopeOf[kind]}`)
}

function present(one: Import) {
  return {
    id: one.id,
    type: one.kind,
    mode: one.mode,
    file_name: one.fileName,
    state: one.state,
    error: one.because,
    total: one.total,
    done: one.done,
    failed: one.failed,
    failures: one.failures,
    created_at: one.createdAt.toISOString(),
    ended_at: one.endedAt?.toISOString() ?? null,
  }
}
