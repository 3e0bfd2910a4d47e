import { type EndorseNeeds, unendorseEndpoint } from '../../../endorse-endpoint.ts'

export const unendorseAccount = (needs: EndorseNeeds) => unendorseEndpoint(needs, 'unendorse')
