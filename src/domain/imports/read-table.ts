import { readFile, stat } from 'node:fs/promises'
import { type ArchiveEntry, ArchiveFault, isZip, openArchive } from '#platform/archives/index.ts'
import { type ImportKind, importLimits } from './import.ts'

/** The names that tables have in archives. */
const nameOf: Readonly<Record<ImportKind, string>> = {
  follows: 'following_accounts.csv',
  blocks: 'blocked_accounts.csv',
  mutes: 'muted_accounts.csv',
  domain_blocks: 'blocked_domains.csv',
  bookmarks: 'bookmarks.csv',
  lists: 'lists.csv',
}

export type ReadTable =
  | { readonly ok: true; readonly content: Buffer }
  | { readonly ok: false; readonly because: 'too_large' }
  | { readonly ok: false; readonly because: 'unreadable'; readonly problem: string }

/** The table that somebody brings: the file itself, or the one of its kind in an archive. */
export async function readTable(path: string, kind: ImportKind): Promise<ReadTable> {
  if (!(await isZip(path))) {
    const { size } = await stat(path)
    return size > importLimits.fileBytes
      ? { ok: false, because: 'too_large' }
      : { ok: true, content: await readFile(path) }
  }
  try {
    await using archive = await openArchive(path, { maxBytes: importLimits.archiveBytes * 8 })
    const entry = archive.entries.find(({ name }) => name.split('/').at(-1) === nameOf[kind])
    if (!entry) return { ok: false, because: 'unreadable', problem: `The archive holds no ${nameOf[kind]}.` }
    if (entry.size > importLimits.fileBytes) return { ok: false, because: 'too_large' }
    return { ok: true, content: await unpack(entry) }
  } catch (error) {
    if (!(error instanceof ArchiveFault)) throw error
    return { ok: false, because: 'unreadable', problem: error.message }
  }
}

async function unpack(entry: ArchiveEntry): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of entry.read()) pieces.push(piece)
  return Buffer.concat(pieces)
}
