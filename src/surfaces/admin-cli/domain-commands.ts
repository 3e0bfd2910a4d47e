import { readFile, writeFile } from 'node:fs/promises'
import { Argument, type Command, Option } from 'commander'
import { type DomainBlock, parseDomain, severityNames } from '#domain/policies/index.ts'
import { type Admin, type CliNeeds, Refused } from './admin.ts'
import { withAdmin } from './with-admin.ts'

/** `domain block | limit | allow | unblock | disallow | list | import | export` */
export function addDomainCommands(program: Command, needs: CliNeeds): void {
  const domain = program.command('domain').description('Decide which other servers this one deals with.')
  addBlock(domain, needs, 'block', 'Block a domain and all below it: nothing comes in or goes out.')
  addBlock(domain, needs, 'limit', 'Limit a domain and all below it: strangers are not shown what it says.')
  addBlock(domain, needs, 'reject', 'Reject media or reports of a domain, and nothing else.')
  addAct(domain, needs, 'unblock', 'Lift whatever was said of a domain by block, limit or reject.', unblock)
  addAct(domain, needs, 'allow', 'Allow a domain, for limited federation.', async (admin, name) =>
    presentAllow(await admin.policies.allowDomain(name, null)),
  )
  addAct(domain, needs, 'disallow', 'Take an allowance back.', async (admin, name) => {
    if (!(await admin.policies.disallowDomain(name, null))) throw new Refused(`${name} is not allowed.`)
    return { domain: name, allowed: false }
  })
  domain
    .command('list')
    .description('List the blocks and allowances as JSON, by name.')
    .action(() => withAdmin(needs, list))
  domain
    .command('import')
    .description(
      "Block what a list in Mastodon's CSV format says: all of it, or nothing where a line is wrong.",
    )
    .argument('<file>', 'the list; - reads standard input')
    .option('--replace', 'change blocks that are there to what the list says')
    .action((file: string, options: { replace?: true }) =>
      withAdmin(needs, (admin) => importList(admin, file, options.replace === true)),
    )
  domain
    .command('export')
    .description("Print the blocks as a list in Mastodon's CSV format.")
    .argument('[file]', 'where to write it; without one it is printed')
    .action((file: string | undefined) => withAdmin(needs, (admin) => exportList(admin, file)))
}

interface BlockOptions {
  readonly rejectMedia?: true
  readonly rejectReports?: true
  readonly obfuscate?: true
  readonly publicComment?: string
  readonly privateComment?: string
}

const severities = { block: 'suspend', limit: 'limit', reject: 'none' } as const

function addBlock(
  parent: Command,
  needs: CliNeeds,
  name: keyof typeof severities,
  description: string,
): void {
  parent
    .command(name)
    .description(`${description} Prints the block as JSON; one that is there is changed.`)
    .addArgument(new Argument('<domain>', 'e.g. evil.example'))
    .addOption(new Option('--reject-media', 'show none of its pictures and films'))
    .addOption(new Option('--reject-reports', 'take none of its reports'))
    .addOption(new Option('--obfuscate', 'hide a part of its name in the public list'))
    .addOption(new Option('--public-comment <text>', 'why, for those who may read the list'))
    .addOption(new Option('--private-comment <text>', 'why, for those who run this server'))
    .action((given: string, options: BlockOptions) =>
      withAdmin(needs, async (admin) => {
        const domain = nameOf(admin, given)
        const { block } = await admin.policies.blockDomain(
          {
            domain,
            severity: severities[name],
            rejectMedia: options.rejectMedia ?? false,
            rejectReports: options.rejectReports ?? false,
            obfuscate: options.obfuscate ?? false,
            publicComment: options.publicComment ?? '',
            privateComment: options.privateComment ?? '',
          },
          { by: null, replace: true },
        )
        return presentBlock(block)
      }),
    )
}

function addAct(
  parent: Command,
  needs: CliNeeds,
  name: string,
  description: string,
  act: (admin: Admin, domain: string) => Promise<unknown>,
): void {
  parent
    .command(name)
    .description(description)
    .argument('<domain>', 'e.g. evil.example')
    .action((given: string) => withAdmin(needs, (admin) => act(admin, nameOf(admin, given))))
}

/** @throws Refused for what is no domain, and for this server's own */
function nameOf(admin: Admin, given: string): string {
  const domain = parseDomain(given)
  if (domain === undefined) throw new Refused(`${given} is not a domain like evil.example.`)
  if (domain === new URL(admin.origin).host) throw new Refused(`${domain} is this server.`)
  return domain
}

async function unblock(admin: Admin, domain: string): Promise<unknown> {
  const block = await admin.policies.unblockDomain(domain, null)
  if (!block) throw new Refused(`${domain} is not blocked.`)
  return { ...presentBlock(block), severity: null }
}

async function list(admin: Admin): Promise<unknown> {
  const [blocks, allows] = await Promise.all([admin.policies.listAllBlocks(), admin.policies.listAllAllows()])
  return { blocks: blocks.map(presentBlock), allows: allows.map(presentAllow) }
}

async function importList(admin: Admin, file: string, replace: boolean): Promise<unknown> {
  const outcome = await admin.policies.importBlocks(await read(file), { by: null, replace })
  if (outcome.ok) return { added: outcome.added, changed: outcome.changed, kept: outcome.kept }
  const lines = outcome.problems.map(({ line, problem }) => `line ${line}: ${problem}`)
  throw new Refused(`Nothing was imported:\n${lines.join('\n')}`)
}

async function exportList(admin: Admin, file: string | undefined): Promise<unknown> {
  const { text, count } = await admin.policies.exportBlocks()
  if (file === undefined) return text.trimEnd()
  await writeFile(file, text)
  return { file, blocks: count }
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file === '-' ? '/dev/stdin' : file, 'utf8')
  } catch (error) {
    const { message } = error as Error
    throw new Refused(`${file} cannot be read: ${message}`)
  }
}

function presentBlock(block: DomainBlock) {
  return {
    id: block.id,
    domain: block.domain,
    severity: severityNames[block.severity],
    reject_media: block.rejectMedia,
    reject_reports: block.rejectReports,
    obfuscate: block.obfuscate,
    public_comment: block.publicComment,
    private_comment: block.privateComment,
    created_at: block.createdAt,
  }
}

function presentAllow(allow: { id: string; domain: string; createdAt: Date }) {
  return { id: allow.id, domain: allow.domain, created_at: allow.createdAt }
}
