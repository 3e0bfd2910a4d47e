/** Groups of people as policies name them; unknown: some that this server does not understand. */
export type QuoteGroup = 'unknown' | 'public' | 'followers' | 'following'

/** Who may quote a post: at once, or after its author was asked. What is in neither is refused. */
export interface QuotePolicy {
  readonly automatic: readonly QuoteGroup[]
  readonly manual: readonly QuoteGroup[]
}

const bits: Readonly<Record<QuoteGroup, number>> = { unknown: 1, public: 2, followers: 4, following: 8 }
const groups = Object.keys(bits) as QuoteGroup[]

/** A policy as its column holds it: a bit for each group, those for `automatic` 16 higher. */
export function packQuotePolicy({ automatic, manual }: QuotePolicy): number {
  return (toBits(automatic) << 16) | toBits(manual)
}

/** Every read of a post asks, and there are no more than 256 policies: each is unpacked once. */
export function unpackQuotePolicy(packed: number): QuotePolicy {
  const known = unpacked.get(packed & everyBit)
  if (known) return known
  const policy = { automatic: toGroups(packed >> 16), manual: toGroups(packed & 0xffff) }
  unpacked.set(packed & everyBit, policy)
  return policy
}

const unpacked = new Map<number, QuotePolicy>()
const everyBit = 0x000f_000f

/** What people here choose from. */
export type OwnQuotePolicy = 'public' | 'followers' | 'nobody'

/** What strangers may not see cannot be quoted by others, whatever was chosen. */
export function ownQuotePolicy(chosen: OwnQuotePolicy, visibility: string): number {
  const isOpen = visibility === 'public' || visibility === 'unlisted'
  if (!isOpen || chosen === 'nobody') return 0
  return packQuotePolicy({ automatic: [chosen], manual: [] })
}

function toBits(named: readonly QuoteGroup[]): number {
  return named.reduce((sum, group) => sum | bits[group], 0)
}

function toGroups(sum: number): QuoteGroup[] {
  return groups.filter((group) => (sum & bits[group]) !== 0)
}
