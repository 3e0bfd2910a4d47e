import type { DomainAllow, DomainBlock, DomainPolicy } from './policy.ts'

/** Says what holds for a host, as in addresses: with its port if it has one. */
export type Judge = (host: string) => DomainPolicy

const epoch = new Date(0)
export const freePolicy: DomainPolicy = {
  severity: 'none',
  rejectMedia: false,
  rejectReports: false,
  isBlocked: false,
  since: epoch,
}
const notAllowed: DomainPolicy = {
  ...freePolicy,
  severity: 'suspend',
  rejectMedia: true,
  rejectReports: true,
}

/** Most hosts that are asked about are asked about again. */
const remembered = 10_000

/**
 * @param rules.onlyAllowed whether a host that is not allowed is shut out
 * @param rules.ownHosts what no rule can shut out
 */
export function createJudge(rules: {
  readonly blocks: readonly DomainBlock[]
  readonly allows: readonly DomainAllow[]
  readonly onlyAllowed: boolean
  readonly ownHosts: readonly string[]
}): Judge {
  const blocks = new Map(rules.blocks.map((block) => [block.domain, block]))
  const allowed = new Set([...rules.allows.map((allow) => allow.domain), ...rules.ownHosts])
  if (blocks.size === 0 && !rules.onlyAllowed) return () => freePolicy
  const known = new Map<string, DomainPolicy>()
  return (host) => {
    const before = known.get(host)
    if (before) return before
    const names = domainsAbove(host)
    const policy =
      rules.onlyAllowed && !names.some((name) => allowed.has(name))
        ? notAllowed
        : strictest(names.flatMap((name) => blocks.get(name) ?? []))
    if (known.size >= remembered) known.clear()
    known.set(host, policy)
    return policy
  }
}

function strictest(blocks: readonly DomainBlock[]): DomainPolicy {
  const [first] = blocks
  if (!first) return freePolicy
  const decisive =
    blocks.find((block) => block.severity === 'suspend') ??
    blocks.find((block) => block.severity === 'limit') ??
    first
  const isShutOut = decisive.severity === 'suspend'
  return {
    severity: decisive.severity,
    rejectMedia: isShutOut || blocks.some((block) => block.rejectMedia),
    rejectReports: isShutOut || blocks.some((block) => block.rejectReports),
    isBlocked: true,
    since: decisive.createdAt,
  }
}

/** `a.b.example:3000` gives itself, with and without port, `b.example` and `example`. */
export function domainsAbove(host: string): string[] {
  const lower = host.toLowerCase()
  const labels = lower.replace(/:\d+$/, '').split('.').slice(-20)
  return [lower, ...labels.map((_, index) => labels.slice(index).join('.'))]
}
