import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import type { Audience, Instance } from '#domain/instance/index.ts'
import { type DomainBlock, type Policies, severityNames } from '#domain/policies/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { domainBlock } from '../../entities/instance.ts'
import { notFound } from '../../parameters.ts'

interface Needs {
  readonly instance: Pick<Instance, 'getSettings'>
  readonly policies: Pick<Policies, 'listAllBlocks'>
}

export const getInstanceDomainBlocks = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/instance/domain_blocks',
    access: { who: 'public', scopes: ['read'] },
    response: Type.Array(domainBlock),
    alsoAnswers: { 404: 'error' },
    summary: 'Domains that this server blocks or limits, as far as its operator shows them.',
    async handle({ viewer }) {
      const { domainBlocksShown, domainBlockReasonsShown } = await needs.instance.getSettings()
      if (domainBlocksShown === 'nobody') throw notFound()
      if (!isAmong(domainBlocksShown, viewer !== undefined))
        throw new Refusal(401, 'This method requires an authenticated user')
      const withReasons = isAmong(domainBlockReasonsShown, viewer !== undefined)
      const blocks = await needs.policies.listAllBlocks()
      return blocks.filter((block) => block.severity !== 'none').map((block) => present(block, withReasons))
    },
  })

function isAmong(audience: Audience, isSignedIn: boolean): boolean {
  return audience === 'everybody' || (audience === 'users' && isSignedIn)
}

function present(block: DomainBlock, withReasons: boolean) {
  return {
    domain: block.obfuscate ? obfuscate(block.domain) : block.domain,
    digest: createHash('sha256').update(block.domain).digest('hex'),
    severity: severityNames[block.severity],
    ...(withReasons && { comment: block.publicComment }),
  }
}

/** The middle of the name is hidden, as on Mastodon; the digest lets those who know it find it. */
function obfuscate(domain: string): string {
  const shown = Math.floor(domain.length / 4)
  return domain.replace(/[^.]/g, (letter, index: number) =>
    index > shown && index < domain.length - shown ? '*' : letter,
  )
}
