/**
 * Bundles the web client into client/dist: hashed files, and manifest.json which maps plain names
 * (main.js, main.css, pages.css, service-worker.js, icon.svg …) to their addresses under /assets/. `main.js.preload` names, with spaces
 * between, what main.js needs before it can run: a page may ask for it early with `<link rel="modulepreload">`.
 *
 * Run `node client/build.ts` (add --watch to rebuild on change), or call {@link buildClient}.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, watch, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Metafile, type Plugin } from 'esbuild'
import sharp from 'sharp'
import { readEmojis } from './read-emojis.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const sources = join(here, 'src')
const out = join(here, 'dist')
const hashFile = join(out, 'build-hash.txt')
const publicPath = '/assets/'
const A_DAY = 24 * 3600 * 1000

/** Plain name to public address, e.g. `{ "main.js": "/assets/main-AB12CD34.js" }`. */
export type ClientManifest = Readonly<Record<string, string>>

/**
 * Builds the client unless client/dist already holds the outcome of the same sources and dependencies.
 * Files are named by their content and the manifest is swapped in last, so that a running server and
 * several builds at once never see half an outcome.
 *
 * @returns the manifest, and whether anything had to be built
 * @throws when a source has an error; esbuild has printed it by then
 */
export async function buildClient(): Promise<{ manifest: ClientManifest; built: boolean }> {
  const wanted = await hashSources()
  const known = await readFile(hashFile, 'utf8').catch(() => '')
  if (known === wanted) return { manifest: await readManifest(), built: false }

  await mkdir(out, { recursive: true })
  const bundled = await bundle()
  const manifest = { ...bundled.manifest, ...(await writeIcons()) }
  manifest['site.webmanifest'] = await writeHashed('site.webmanifest', describeWebApp(manifest))
  await removeStale([...bundled.files, ...Object.values(manifest).map((address) => basename(address))])
  await writeSwapped(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await writeSwapped(hashFile, wanted)
  return { manifest, built: true }
}

async function readManifest(): Promise<ClientManifest> {
  return JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8')) as ClientManifest
}

async function hashSources(): Promise<string> {
  const hash = createHash('sha256')
  const files = (await readdir(sources, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name))
  for (const file of [
    ...files,
    fileURLToPath(import.meta.url),
    join(here, 'read-emojis.ts'),
    join(here, '../package-lock.json'),
  ].sort()) {
    hash.update(relative(here, file)).update('\0')
    hash.update(await readFile(file)).update('\0')
  }
  return hash.digest('hex')
}

async function bundle(): Promise<{ manifest: Record<string, string>; files: string[] }> {
  const outcome = await build({
    entryPoints: {
      main: join(sources, 'main.tsx'),
      pages: join(sources, 'styles/pages.css'),
      passkey: join(sources, 'passkey.ts'),
      'service-worker': join(sources, 'service-worker.ts'),
    },
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: ['es2023', 'chrome123', 'firefox120', 'safari17.5'],
    minify: true,
    sourcemap: 'linked',
    metafile: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryNames: '[name]-[hash]',
    chunkNames: 'chunk-[name]-[hash]',
    assetNames: '[name]-[hash]',
    publicPath,
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'linked',
    plugins: [assetAddresses, emojiData],
    loader: { '.svg': 'file' },
    logLevel: 'warning',
  })
  return {
    manifest: nameEntries(outcome.metafile),
    files: Object.keys(outcome.metafile.outputs).map((file) => basename(file)),
  }
}

/** `import address from 'asset-url:package/file'` copies the file as it is and yields its public address. */
const assetAddresses: Plugin = {
  name: 'asset-addresses',
  setup(setup) {
    const require = createRequire(import.meta.url)
    setup.onResolve({ filter: /^asset-url:/ }, (args) => ({
      path: require.resolve(args.path.slice('asset-url:'.length)),
      namespace: 'asset-url',
    }))
    setup.onLoad({ filter: /.*/, namespace: 'asset-url' }, async (args) => ({
      contents: await readFile(args.path),
      // A worker script must end in .js to be served with the right type by any static server.
      loader: 'file',
    }))
  },
}

/** `import emojis from 'emoji-data:all'` yields the groups of {@link readEmojis}. */
const emojiData: Plugin = {
  name: 'emoji-data',
  setup(setup) {
    setup.onResolve({ filter: /^emoji-data:/ }, ({ path }) => ({ path, namespace: 'emoji-data' }))
    setup.onLoad({ filter: /.*/, namespace: 'emoji-data' }, async () => ({
      contents: JSON.stringify(await readEmojis()),
      loader: 'json',
    }))
  },
}

function nameEntries(metafile: Metafile): Record<string, string> {
  const manifest: Record<string, string> = {}
  for (const [file, output] of Object.entries(metafile.outputs)) {
    const address = publicPath + basename(file)
    if (output.entryPoint?.endsWith('main.tsx')) {
      manifest['main.js'] = address
      manifest['main.js.preload'] = listStaticImports(metafile, file)
        .map((needed) => publicPath + basename(needed))
        .join(' ')
      if (output.cssBundle) manifest['main.css'] = publicPath + basename(output.cssBundle)
    }
    if (output.entryPoint?.endsWith('service-worker.ts')) manifest['service-worker.js'] = address
    if (output.entryPoint?.endsWith('passkey.ts')) manifest['passkey.js'] = address
    if (output.entryPoint?.endsWith('pages.css')) manifest['pages.css'] = address
  }
  return manifest
}

/** Everything that a script needs before it can run; what it loads later is left out. */
function listStaticImports(metafile: Metafile, entry: string): string[] {
  const needed = new Set<string>()
  const visit = (file: string) => {
    for (const { path, kind } of metafile.outputs[file]?.imports ?? []) {
      if (kind !== 'import-statement' || needed.has(path)) continue
      needed.add(path)
      visit(path)
    }
  }
  visit(entry)
  return [...needed]
}

async function writeIcons(): Promise<Record<string, string>> {
  const mark = await readFile(join(sources, 'assets/icon.svg'))
  const padded = await readFile(join(sources, 'assets/icon-maskable.svg'))
  const png = (svg: Buffer, size: number) => sharp(svg, { density: 300 }).resize(size, size).png().toBuffer()
  return {
    'icon.svg': await writeHashed('icon.svg', mark),
    'icon-192.png': await writeHashed('icon-192.png', await png(mark, 192)),
    'icon-512.png': await writeHashed('icon-512.png', await png(mark, 512)),
    'icon-maskable-512.png': await writeHashed('icon-maskable-512.png', await png(padded, 512)),
    'apple-touch-icon.png': await writeHashed('apple-touch-icon.png', await png(padded, 180)),
  }
}

function describeWebApp(manifest: ClientManifest): string {
  const icon = (name: string, sizes: string, purpose: string) => ({
    src: manifest[name],
    sizes,
    type: name.endsWith('.svg') ? 'image/svg+xml' : 'image/png',
    purpose,
  })
  return JSON.stringify({
    name: 'Cairn',
    short_name: 'Cairn',
    description: 'Check in, post and follow, on the open social web.',
    id: '/home',
    start_url: '/home',
    scope: '/',
    display: 'standalone',
    background_color: '#f4efe4',
    theme_color: '#f4efe4',
    icons: [
      icon('icon.svg', 'any', 'any'),
      icon('icon-192.png', '192x192', 'any'),
      icon('icon-512.png', '512x512', 'any'),
      icon('icon-maskable-512.png', '512x512', 'maskable'),
    ],
    shortcuts: [
      { name: 'Check in', url: '/check-in' },
      { name: 'Write a post', url: '/compose' },
    ],
  })
}

async function writeHashed(name: string, content: string | Buffer): Promise<string> {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8).toUpperCase()
  const dot = name.lastIndexOf('.')
  const file = `${name.slice(0, dot)}-${hash}${name.slice(dot)}`
  await writeFile(join(out, file), content)
  return publicPath + file
}

async function writeSwapped(file: string, content: string): Promise<void> {
  const draft = `${file}.${process.pid}`
  await writeFile(draft, content)
  await rename(draft, file)
}

/** Old files go after a day: a server that runs, or a page that is open, still asks for the files of its own build. */
async function removeStale(keep: readonly string[]): Promise<void> {
  const kept = new Set([...keep, 'manifest.json', basename(hashFile)])
  for (const file of await readdir(out)) {
    const path = join(out, file)
    const written = (await stat(path)).mtimeMs
    if (!kept.has(file) && Date.now() - written > A_DAY) await rm(path, { force: true, recursive: true })
  }
}

async function reportSizes(manifest: ClientManifest): Promise<void> {
  const first = [manifest['main.js'], ...(manifest['main.js.preload']?.split(' ') ?? [])]
  const weigh = async (address: string | undefined) =>
    gzipSync(await readFile(join(out, basename(address ?? '')))).length / 1024
  const weights = await Promise.all(first.map(weigh))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  console.log(`client built: first load ${total.toFixed(1)} KiB gz of scripts in ${first.length} files,`)
  console.log(
    `  ${(await weigh(manifest['main.css'])).toFixed(1)} KiB gz of styles; entry ${manifest['main.js']}`,
  )
}

async function buildOnce(): Promise<void> {
  const { manifest, built } = await buildClient()
  if (built) await reportSizes(manifest)
}

if (import.meta.main) {
  await buildOnce()
  if (process.argv.includes('--watch')) {
    for await (const _ of watch(sources, { recursive: true })) await buildOnce().catch(() => undefined)
  }
}
