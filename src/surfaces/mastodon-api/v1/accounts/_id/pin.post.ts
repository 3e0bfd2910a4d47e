import { type EndorseNeeds, endorseEndpoint } from '../../../endorse-endpoint.ts'

export const pinAccount = (needs: EndorseNeeds) => endorseEndpoint(needs, 'pin')
