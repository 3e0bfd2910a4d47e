import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'

/** How PostgreSQL's programs are started: as whom, with which means, with which single privilege. */
export type RunAs = {
  /** Absent: stay who we are. */
  readonly account?: Account
  /** util-linux setpriv is at hand: children get a signal from the kernel when this process dies. */
  readonly setpriv: boolean
  /** The child may pass through folders that are closed to it (CAP_DAC_READ_SEARCH); needs setpriv. */
  readonly passesClosedFolders: boolean
}

export type Account = { readonly uid: number; readonly gid: number }

const setprivProgram = 'setpriv'
const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * Chooses how to run PostgreSQL, which refuses to work as root. Not root: as ourselves. Root: as the owner of an
 * existing cluster, else as `nobody` (initdb wants a name in /etc/passwd), with the least privilege that a trial shows
 * to suffice. `programsReachable: false` means that the programs must be copied into the data folder first. Throws with
 * advice when that account cannot reach the data folder by any means.
 */
export async function chooseRunAs(places: {
  readonly program: string
  readonly dataDir: string
  readonly clusterDir: string
}): Promise<{ readonly runAs: RunAs; readonly programsReachable: boolean }> {
  if (process.getuid?.() !== 0) {
    const setpriv = await mayReach({ setpriv: true, passesClosedFolders: false }, [])
    return { runAs: { setpriv, passesClosedFolders: false }, programsReachable: true }
  }
  const account = await chooseAccount(places.clusterDir)
  const ways: RunAs[] = [
    { account, setpriv: true, passesClosedFolders: false },
    { account, setpriv: true, passesClosedFolders: true },
    { account, setpriv: false, passesClosedFolders: false },
  ]
  for (const wanted of [[places.program, places.dataDir], [places.dataDir]]) {
    for (const runAs of ways) {
      if (await mayReach(runAs, wanted)) return { runAs, programsReachable: wanted.length === 2 }
    }
  }
  throw new Error(
    `PostgreSQL does not run as root, and uid ${account.uid} cannot reach ${places.dataDir}. Choose a folder with ` +
      `DATA_DIR whose parents everyone may enter, such as /var/lib/cairn, or start the server as an ordinary user.`,
  )
}

/**
 * Spawns a program as chosen; `whenWeDie` is the signal that the kernel sends it when this process is gone. To be called
 * on the main thread: the kernel takes the end of the spawning thread for that of the parent (prctl(2)).
 */
export function spawnAs(
  runAs: RunAs,
  whenWeDie: 'INT' | 'KILL',
  command: readonly [string, ...string[]],
  options: Pick<SpawnOptions, 'stdio' | 'detached'>,
): ChildProcess {
  const [program, ...args] = command
  // A clean environment: PGDATA or PGPORT of the caller must not steer it, and it needs none of our secrets.
  const common: SpawnOptions = {
    ...options,
    cwd: '/',
    env: { PATH: systemPath, LC_ALL: 'C', TZ: 'UTC' },
  }
  if (runAs.setpriv) {
    return spawn(
      setprivProgram,
      ['--pdeathsig', whenWeDie, ...privileges(runAs), '--', program, ...args],
      common,
    )
  }
  // Node drops supplementary groups as well when it is given a uid.
  return spawn(program, args, { ...common, ...runAs.account })
}

// postgres and initdb look for themselves with access(2), which ignores capabilities unless no_setuid_fixup is set.
// The ambient set survives execve without making it "secure", so the libraries beside the program are still found
// and the parent-death signal stays.
function privileges(runAs: RunAs): readonly string[] {
  if (runAs.account === undefined) return []
  const { uid, gid } = runAs.account
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs']
  if (!runAs.passesClosedFolders) return identity
  const only = '-all,+dac_read_search'
  return [
    ...identity,
    '--securebits=+no_setuid_fixup',
    `--inh-caps=${only}`,
    `--ambient-caps=${only}`,
    `--bounding-set=${only}`,
  ]
}

async function mayReach(runAs: RunAs, paths: readonly string[]): Promise<boolean> {
  const test = ['/bin/sh', '-c', 'for p; do test -x "$p" || exit 1; done', 'sh', ...paths] as const
  const child = spawnAs(runAs, 'KILL', [...test], { stdio: 'ignore' })
  return await new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
}

async function chooseAccount(clusterDir: string): Promise<Account> {
  if (existsSync(clusterDir)) {
    const { uid, gid } = await stat(clusterDir)
    if (uid !== 0) return { uid, gid }
  }
  const passwd = await readFile('/etc/passwd', 'utf8')
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'nobody')
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])]
  // macOS writes nobody's ids as -2, which chown and setuid take as unsigned.
  if (Number.isInteger(uid) && Number.isInteger(gid)) return { uid: uid >>> 0, gid: gid >>> 0 }
  throw new Error(
    'PostgreSQL does not run as root, and /etc/passwd has no user "nobody" to run it as. ' +
      'Start the server as an ordinary user, or set DATABASE_URL.',
  )
}
