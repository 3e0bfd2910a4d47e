import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

export type FoundCitus =
  | { readonly kind: 'found'; readonly bin: string }
  | { readonly kind: 'missing'; readonly because: string }

/**
 * A PostgreSQL with Citus: in the folder that CAIRN_LAB_CITUS names (with `bin` and `lib`), or one that is installed here.
 * @throws Error when the folder that is named has none
 */
export function findCitus(): FoundCitus {
  const named = process.env['CAIRN_LAB_CITUS']
  if (named) {
    const bin = join(named, 'bin')
    if (hasCitus(bin)) return { kind: 'found', bin }
    throw new Error(`CAIRN_LAB_CITUS names ${named}, but bin/postgres and citus.so are not both there.`)
  }
  const bin = installed().find(hasCitus)
  if (bin) return { kind: 'found', bin }
  return {
    kind: 'missing',
    because:
      'no PostgreSQL with Citus. Install postgresql-17-citus-14 from packages of Citus, or build it, and let CAIRN_LAB_CITUS name the folder that has bin and lib.',
  }
}

/** Folders of programs of each PostgreSQL that Debian's packages or `pg_config` know, newest first. */
function installed(): string[] {
  const home = '/usr/lib/postgresql'
  const versions = existsSync(home)
    ? readdirSync(home)
        .map(Number)
        .sort((a, b) => b - a)
    : []
  return [...versions.map((version) => join(home, String(version), 'bin')), ...askPgConfig()]
}

function askPgConfig(): string[] {
  try {
    return [
      execFileSync('pg_config', ['--bindir'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim(),
    ]
  } catch {
    return []
  }
}

/** Libraries of extensions lie in `lib` or `lib/postgresql` beside the programs. */
function hasCitus(bin: string): boolean {
  if (!existsSync(join(bin, 'postgres'))) return false
  return ['../lib/citus.so', '../lib/postgresql/citus.so'].some((path) => existsSync(join(bin, path)))
}
