import { type EndorseNeeds, endorseEndpoint } from '../../../endorse-endpoint.ts'

export const endorseAccount = (needs: EndorseNeeds) => endorseEndpoint(needs, 'endorse')
