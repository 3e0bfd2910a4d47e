import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Command } from 'commander'
import { parseTar } from 'nanotar'
import { type Admin, type CliNeeds, Refused } from './admin.ts'
import { withAdmin } from './with-admin.ts'

/** `emoji add|list|remove|import` */
export function addEmojiCommands(program: Command, needs: CliNeeds): void {
  const emoji = program.command('emoji').description('Custom emoji of this server.')
  emoji
    .command('add')
    .description('Add an emoji, or replace the one of that name.')
    .requiredOption('--shortcode <name>', 'what people write between colons, e.g. blob')
    .requiredOption('--file <path>', 'a PNG, GIF, WebP or JPEG picture of at most 256 KB')
    .option('--category <name>', 'the heading under which apps show it')
    .action((options: { shortcode: string; file: string; category?: string }) =>
      withAdmin(needs, async (admin) => {
        const picture = await read(options.file)
        const outcome = await admin.emojis.add({ ...options, category: options.category ?? null, picture })
        if (!outcome.ok) throw new Refused(outcome.message)
        return outcome.emoji
      }),
    )
  emoji
    .command('list')
    .description('List the emoji of this server.')
    .action(() =>
      withAdmin(needs, async (admin) =>
        (await admin.emojis.listOwn()).map(({ shortcode, category }) => ({ shortcode, category })),
      ),
    )
  emoji
    .command('remove')
    .description('Remove an emoji; texts that use it show its name.')
    .argument('<shortcode>')
    .action((shortcode: string) =>
      withAdmin(needs, async (admin) => {
        if (!(await admin.emojis.remove(shortcode))) throw new Refused(`There is no emoji ${shortcode}.`)
        return { removed: shortcode }
      }),
    )
  emoji
    .command('import')
    .description(
      'Add all pictures of a folder or .tar.gz, as Mastodon exports them; their names are the shortcodes.',
    )
    .argument('<path>', 'a folder, a .tar.gz or a .tar')
    .option('--category <name>', 'the heading under which apps show them')
    .option('--prefix <text>', 'what to put before each name', '')
    .action((path: string, options: { category?: string; prefix: string }) =>
      withAdmin(needs, (admin) => addAll(admin, path, options)),
    )
}

async function addAll(admin: Admin, path: string, options: { category?: string; prefix: string }) {
  const added: string[] = []
  const refused: string[] = []
  for await (const { name, picture } of list(path)) {
    const shortcode = options.prefix + basename(name, extname(name))
    const outcome = await admin.emojis.add({ shortcode, category: options.category ?? null, picture })
    if (outcome.ok) added.push(shortcode)
    else refused.push(outcome.message)
  }
  if (added.length === 0 && refused.length === 0) throw new Refused(`There are no pictures in ${path}.`)
  return { added, refused }
}

const pictures = new Set(['.png', '.gif', '.webp', '.jpg', '.jpeg', '.avif'])
/** Unpacked; thousands of emoji fit. */
const maxArchiveBytes = 512 * 1024 * 1024

async function* list(path: string): AsyncGenerator<{ name: string; picture: Uint8Array }> {
  const isPicture = (name: string) =>
    pictures.has(extname(name).toLowerCase()) && !basename(name).startsWith('.')
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) {
    for (const name of (await readdir(path)).filter(isPicture).sort())
      yield { name, picture: await read(join(path, name)) }
    return
  }
  for (const file of parseTar(await unpack(await read(path)))) {
    if (file.type === 'file' && file.data && isPicture(file.name))
      yield { name: file.name, picture: file.data }
  }
}

/** In memory of its own: the reader of archives looks at the whole of what a view is cut from. */
async function unpack(bytes: Buffer): Promise<Uint8Array> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (!isGzip) return new Uint8Array(bytes)
  try {
    return new Uint8Array(await promisify(gunzip)(bytes, { maxOutputLength: maxArchiveBytes }))
  } catch {
    throw new Refused('This archive is damaged or too large.')
  }
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch {
    throw new Refused(`${path} cannot be read.`)
  }
}
