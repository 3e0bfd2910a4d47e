import { type UploadNeeds, uploadEndpoint } from '../upload-endpoint.ts'

export const postMediaV2 = (needs: UploadNeeds) => uploadEndpoint(needs, 'v2')
