import { type UploadNeeds, uploadEndpoint } from '../upload-endpoint.ts'

export const postMediaV1 = (needs: UploadNeeds) => uploadEndpoint(needs, 'v1')
