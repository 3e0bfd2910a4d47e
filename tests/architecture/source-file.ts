import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

/** What the rules look at: one file of `src/`, read from its syntax tree. */
export interface SourceFile {
  /** From the root of the project: `src/domain/posts/publish-post.ts`. */
  readonly path: string
  /** Static and dynamic imports, `export … from`, and types by `import('…')`. */
  readonly imports: readonly Import[]
  /** Names that other files can import. */
  readonly exports: readonly string[]
  /** SQL templates, their parameters as `?`, and texts handed to `sql.unsafe`, which stay unknown. */
  readonly sql: readonly { readonly text: string; readonly line: number }[]
  /** Lines that read the process's environment. */
  readonly environmentLines: readonly number[]
  /** Every `export const name = defineEvent('type')`. */
  readonly events: readonly { readonly name: string; readonly type: string; readonly line: number }[]
}

export interface Import {
  /** A path from the root of the project, a package's name, or `node:…`. */
  readonly target: string
  readonly line: number
}

export const projectRoot = new URL('../../', import.meta.url).pathname

/** Reads all of `src/` but its tests and their material, which may look behind any door. */
export async function readSourceFiles(): Promise<SourceFile[]> {
  const names = await readdir(join(projectRoot, 'src'), { recursive: true })
  const paths = names
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.ts$|(^|\/)fixtures\//.test(name))
    .map((name) => `src/${name.replaceAll('\\', '/')}`)
    .sort()
  return Promise.all(
    paths.map(async (path) => parseSourceFile(path, await readFile(join(projectRoot, path), 'utf8'))),
  )
}

/** @throws Error when the text is not TypeScript: a file that cannot be read must not pass as free of faults. */
export function parseSourceFile(path: string, text: string): SourceFile {
  const { program, module, errors } = parseSync(path, text)
  if (errors[0]) throw new Error(`${path} cannot be parsed: ${errors[0].message}`)
  const lineOf = createLineCounter(text)
  const found = visit(program, lineOf)
  const statics = [
    ...module.staticImports.map((item) => item.moduleRequest),
    ...module.staticExports.flatMap((item) => item.entries.flatMap((entry) => entry.moduleRequest ?? [])),
  ]
  const specifiers = [
    ...statics.map((request) => ({ specifier: request.value, line: lineOf(request.start) })),
    ...found.specifiers,
  ]
  return {
    path,
    imports: specifiers.map(({ specifier, line }) => ({ target: resolve(path, specifier), line })),
    exports: module.staticExports.flatMap((item) =>
      item.entries.flatMap((entry) => entry.exportName.name ?? []),
    ),
    sql: found.sql,
    environmentLines: [
      ...found.environmentLines,
      ...specifiers.filter(({ specifier }) => /^(node:)?process$/.test(specifier)).map(({ line }) => line),
    ],
    events: found.events,
  }
}

function visit(program: ReturnType<typeof parseSync>['program'], lineOf: (offset: number) => number) {
  const specifiers: { specifier: string; line: number }[] = []
  const sql: { text: string; line: number }[] = []
  const environmentLines: number[] = []
  const events: { name: string; type: string; line: number }[] = []
  new Visitor({
    ImportExpression({ source, start }) {
      if (source.type === 'Literal') specifiers.push({ specifier: String(source.value), line: lineOf(start) })
    },
    TSImportType({ source, start }) {
      specifiers.push({ specifier: source.value, line: lineOf(start) })
    },
    TaggedTemplateExpression({ tag, quasi, start }) {
      const last = tag.type === 'MemberExpression' ? tag.property : tag
      if (last.type !== 'Identifier' || !/sql$/i.test(last.name)) return
      const text = quasi.quasis.map((part) => part.value.raw).join(' ? ')
      sql.push({ text, line: lineOf(start) })
    },
    MemberExpression({ object, property, start }) {
      const member = property.type === 'Literal' ? property.value : 'name' in property ? property.name : ''
      if (member === 'unsafe') sql.push({ text: '', line: lineOf(start) })
      if (member !== 'env' || object.type !== 'Identifier' || object.name !== 'process') return
      environmentLines.push(lineOf(start))
    },
    VariableDeclarator({ id, init, start }) {
      if (init?.type === 'Identifier' && init.name === 'process' && id.type === 'ObjectPattern') {
        environmentLines.push(lineOf(start))
      }
      if (init?.type !== 'CallExpression' || init.callee.type !== 'Identifier' || id.type !== 'Identifier')
        return
      const [type] = init.arguments
      if (init.callee.name === 'defineEvent' && type?.type === 'Literal') {
        events.push({ name: id.name, type: String(type.value), line: lineOf(start) })
      }
    },
  }).visit(program)
  return { specifiers, sql, environmentLines, events }
}

function resolve(path: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.normalize(posix.join(dirname(path), specifier))
  if (specifier.startsWith('#kit/')) return `tests/kit/${specifier.slice(5)}`
  if (specifier.startsWith('#')) return `src/${specifier.slice(1)}`
  if (specifier.startsWith('node:')) return specifier
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function createLineCounter(text: string): (offset: number) => number {
  return (offset) => text.slice(0, offset).split('\n').length
}
