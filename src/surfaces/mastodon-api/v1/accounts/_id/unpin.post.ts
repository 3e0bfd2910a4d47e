import { type EndorseNeeds, unendorseEndpoint } from '../../../endorse-endpoint.ts'

export const unpinAccount = (needs: EndorseNeeds) => unendorseEndpoint(needs, 'unpin')
